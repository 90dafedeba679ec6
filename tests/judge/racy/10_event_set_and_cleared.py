import threading
import time

class PeriodicTimer:
	def __init__(self,interval):
		self._interval=interval
		self._tick=threading.Event()

	def start(self):
		threading.Thread(target=self.run,daemon=True).start()

	def run(self):
		while True:
			time.sleep(self._interval)
			# Who is quick waits again before it is cleared, and gets one tick twice.
			self._tick.set()
			self._tick.clear()

	def wait_for_tick(self):
		self._tick.wait()

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
