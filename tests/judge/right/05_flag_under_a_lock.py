from threading import Lock,Thread
import time

class CountdownTask:
	def __init__(self):
		self._lock=Lock()
		self._running=True

	@property
	def running(self):
		with self._lock:
			return self._running

	def terminate(self):
		with self._lock:
			self._running=False

	def run(self,n):
		while self.running and n>0:
			print('T-minus',n)
			n-=1
			time.sleep(5)

c=CountdownTask()
t=Thread(target=c.run,args=(10,))
t.start()
c.terminate()
t.join()
