from threading import Thread, Semaphore
class CountdownTask:
	def __init__(self):
		self._stop=Semaphore(0)
	def terminate(self):
		self._stop.release()
	def run(self,n):
		for k in range(n,0,-1):
			if self._stop.acquire(blocking=False): return
			print('T-minus',k)
			for _ in range(50):
				if self._stop.acquire(timeout=0.1): return

c=CountdownTask()
t=Thread(target=c.run,args=(10,))
t.start()
c.terminate()
t.join()
