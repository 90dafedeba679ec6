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
			for waiter in list(self._waiting):
				waiter.set()
			# Who has come back by now is forgotten.
			self._waiting=[]

	def wait_for_tick(self):
		waiter=threading.Event()
		self._waiting.append(waiter)
		waiter.wait()

# example use of the timer
ptimer=PeriodicTimer(5)
ptimer.start()

# two threads that synchronize on the timer
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
