import threading
import time

class PeriodicTimer:
	def __init__(self,interval):
		self._interval=interval
		self._cv=threading.Condition()

	def start(self):
		threading.Thread(target=self.run,daemon=True).start()

	def run(self):
		with self._cv:
			# "It runs" and "it ticks" come over the same condition.
			self._cv.notify_all()
		while True:
			time.sleep(self._interval)
			with self._cv:
				self._cv.notify_all()

	def wait_for_tick(self):
		with self._cv:
			self._cv.wait()

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
