import threading

class PeriodicTimer:
	def __init__(self,interval):
		self._interval=interval
		self._lock=threading.Lock()
		self._next=threading.Event()

	def start(self):
		timer=threading.Timer(self._interval,self._tick)
		timer.daemon=True
		timer.start()

	def _tick(self):
		self.start()
		# Each tick has an event of its own: nothing has to be cleared.
		with self._lock:
			now,self._next=self._next,threading.Event()
		now.set()

	def wait_for_tick(self):
		with self._lock:
			tick=self._next
		tick.wait()

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
