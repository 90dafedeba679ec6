from threading import Thread
import queue
class CountdownTask:
	def __init__(self):
		self._q=queue.Queue(1)
	def terminate(self):
		self._q.put(None)
	def run(self,n):
		if not self._q.empty(): return
		while n>0:
			print('T-minus',n)
			n-=1
			try:
				self._q.get(timeout=5)
				return
			except queue.Empty: pass

c=CountdownTask()
t=Thread(target=c.run,args=(10,))
t.start()
c.terminate()
t.join()
