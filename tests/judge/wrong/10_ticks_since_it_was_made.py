import threading
import time

class PeriodicTimer:
	def __init__(self,interval):
		self._interval=interval
		self._began=time.monotonic()

	def start(self):
		pass

	def wait_for_tick(self):
		# since it was made, not since start()
		time.sleep(self._interval-(time.monotonic()-self._began)%self._interval)

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
