import threading
import time

class PeriodicTimer:
	def __init__(self,interval):
		self._interval=interval
		self._waiting=0
		self._lock=threading.Lock()
		self._permits=threading.Semaphore(0)

	def start(self):
		threading.Thread(target=self.run,daemon=True).start()

	def run(self):
		while True:
			time.sleep(self._interval)
			with self._lock:
				count,self._waiting=self._waiting,0
			# A waiter that is quick may take the permit that is meant for another.
			for _ in range(count):
				self._permits.release()

	def wait_for_tick(self):
		with self._lock:
			self._waiting+=1
		self._permits.acquire()

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
