from threading import Thread
import queue
class CountdownTask:
	def __init__(self):
		self._inbox=queue.Queue()
	def terminate(self):
		self._inbox.put(None)
	def run(self,n):
		slices=0
		while True:
			if slices%50==0:
				if n==0 or not self._inbox.empty(): return
				print('T-minus',n)
				n-=1
			slices+=1
			try:
				self._inbox.get(timeout=0.1)
				return
			except queue.Empty: pass

c=CountdownTask()
t=Thread(target=c.run,args=(10,))
t.start()
c.terminate()
t.join()
