import threading
import time

class PeriodicTimer:
	def __init__(self,interval):
		self._interval=interval
		self._flag=0
		self._cv=threading.Condition()

	def start(self):
		threading.Thread(target=self.run,daemon=True).start()

	def run(self):
		while True:
			time.sleep(self._interval)
			with self._cv:
				self._cv.notify_all()
			# Too late: who was woken may have looked already, and waits on.
			self._flag^=1

	def wait_for_tick(self):
		with self._cv:
			last_flag=self._flag
			while last_flag==self._flag:
				self._cv.wait()

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
