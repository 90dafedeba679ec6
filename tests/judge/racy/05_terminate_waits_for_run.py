from threading import Event,Thread
import time

class CountdownTask:
	def __init__(self):
		self._started=Event()
		self._running=True

	def terminate(self):
		# Before run has begun there is nobody who would set it.
		self._started.wait()
		self._running=False

	def run(self,n):
		self._started.set()
		while self._running and n>0:
			print('T-minus',n)
			n-=1
			time.sleep(5)

c=CountdownTask()
t=Thread(target=c.run,args=(10,))
t.start()
c.terminate()
t.join()
