from threading import Lock,Thread
import time

class CountdownTask:
	def __init__(self):
		self._flag=Lock()
		self._output=Lock()
		self._running=True

	def terminate(self):
		with self._output:
			with self._flag:
				self._running=False

	def run(self,n):
		while n>0:
			with self._flag:
				if not self._running:
					return
				with self._output:
					print('T-minus',n)
			n-=1
			time.sleep(5)

c=CountdownTask()
t=Thread(target=c.run,args=(10,))
t.start()
c.terminate()
t.join()
