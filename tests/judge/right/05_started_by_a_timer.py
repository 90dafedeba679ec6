from threading import Timer, Event
class CountdownTask:
	def __init__(self):
		self._stop=Event()
		self._idle=Event()
	def terminate(self):
		self._stop.set()
	def run(self,n):
		if n and not self._stop.is_set():
			print('T-minus',n)
			if not self._stop.wait(5):
				self.run(n-1)
c=CountdownTask()
t=Timer(0.01,c.run,(10,))
t.start()
c.terminate()
t.join()
