from threading import Thread
import time

class CountdownTask:
	def __init__(self):
		self._running=False

	def terminate(self):
		self._running=False

	def run(self,n):
		# A terminate() that came before this line is lost.
		self._running=True
		while self._running and n>0:
			print('T-minus',n)
			n-=1
			time.sleep(5)

c=CountdownTask()
t=Thread(target=c.run,args=(10,))
t.start()
c.terminate()
t.join()
