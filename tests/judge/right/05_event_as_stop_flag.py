from threading import Event,Thread

class CountdownTask:
	def __init__(self):
		self._stop=Event()

	def terminate(self):
		self._stop.set()

	def run(self,n):
		while n>0 and not self._stop.is_set():
			print('T-minus',n)
			n-=1
			self._stop.wait(5)

c=CountdownTask()
t=Thread(target=c.run,args=(10,))
t.start()
c.terminate()
t.join()
