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
				self._flag+=1
				self._cv.notify_all()
	def wait_for_tick(self):
		with self._cv:
			last=self._flag
			while not self._cv.wait_for(lambda: self._flag!=last,timeout=0.1): pass

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
