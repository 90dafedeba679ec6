import threading
import time

class PeriodicTimer:
	def __init__(self,interval):
		self._interval=interval
		self._ticks=0
		self._cv=threading.Condition()
		self._seen=threading.local()

	def start(self):
		threading.Thread(target=self.run,daemon=True).start()

	def run(self):
		while True:
			time.sleep(self._interval)
			with self._cv:
				self._ticks+=1
				self._cv.notify_all()

	def wait_for_tick(self):
		with self._cv:
			if not hasattr(self._seen,'ticks'):
				self._seen.ticks=self._ticks
			# a tick that came while this thread was away: returns at once
			while self._seen.ticks==self._ticks:
				self._cv.wait()
			self._seen.ticks=self._ticks

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
