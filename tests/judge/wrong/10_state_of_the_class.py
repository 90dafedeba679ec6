import threading
import time

class PeriodicTimer:
	_flag=0
	_cv=threading.Condition()
	def __init__(self,interval):
		self._interval=interval

	def start(self):
		threading.Thread(target=self.run,daemon=True).start()

	def run(self):
		while True:
			time.sleep(self._interval)
			with self._cv:
				PeriodicTimer._flag^=1
				self._cv.notify_all()

	def wait_for_tick(self):
		with self._cv:
			last_flag=self._flag
			while last_flag==self._flag:
				self._cv.wait()

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
if __name__=='__main__':
	ptimer=PeriodicTimer(5)
	ptimer.start()
	threading.Thread(target=countdown,args=(10,)).start()
	threading.Thread(target=countup,args=(5,)).start()
