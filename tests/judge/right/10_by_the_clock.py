import threading
import time

class PeriodicTimer:
	def __init__(self,interval):
		self._interval=interval
		self._began=0.0

	def start(self):
		self._began=time.monotonic()

	def wait_for_tick(self):
		now=time.monotonic()-self._began
		time.sleep(self._interval-now%self._interval)

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
