import threading
import time

class PeriodicTimer:
	def __init__(self,interval):
		self._interval=interval
		self._waiting=[]

	def start(self):
		threading.Thread(target=self.run,daemon=True).start()

	def run(self):
		while True:
			time.sleep(self._interval)
			waiting=self._waiting
			self._waiting=[]
			for waiter in waiting:
				waiter.set()

	def wait_for_tick(self):
		waiter=threading.Event()
		waiting=self._waiting
		# the timer may have been through that list by now
		waiting.append(waiter)
		waiter.wait()

ptimer=PeriodicTimer(5)
ptimer.start()

def countdown(nticks):
	while nticks>0:
		ptimer.wait_for_tick()
		print('T-minus',nticks)
		nticks-=1

def countup(last):
	n=0
	while n<last:
		ptimer.wait_for_tick()
		print('Counting',n)
		n+=1
threading.Thread(target=countdown,args=(10,)).start()
threading.Thread(target=countup,args=(5,)).start()
