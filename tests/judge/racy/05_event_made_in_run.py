from threading import Event,Thread
import time

class CountdownTask:
	_stop=None

	def terminate(self):
		# There is nothing to set yet where run has not begun.
		if self._stop is not None:
			self._stop.set()

	def run(self,n):
		self._stop=Event()
		while n>0 and not self._stop.is_set():
			print('T-minus',n)
			n-=1
			self._stop.wait(5)

c=CountdownTask()
t=Thread(target=c.run,args=(10,))
t.start()
c.terminate()
t.join()
