from concurrent.futures import ThreadPoolExecutor
from threading import Semaphore

class CountdownTask:
	def __init__(self):
		self._stop=Semaphore(0)
	def terminate(self):
		self._stop.release()
	def run(self,n):
		if self._stop.acquire(blocking=False):
			return
		while n>0:
			print('T-minus',n)
			n-=1
			if self._stop.acquire(timeout=5):
				return

c=CountdownTask()
with ThreadPoolExecutor() as pool:
	future=pool.submit(c.run,10)
	c.terminate()
	future.result()
