from threading import Thread, Lock
class CountdownTask:
	def __init__(self):
		self._gate=Lock()
		self._gate.acquire()
	def terminate(self):
		# a second one raises RuntimeError
		self._gate.release()
	def run(self,n):
		if not self._gate.locked(): return
		while n>0:
			print('T-minus',n)
			n-=1
			if self._gate.acquire(timeout=5):
				return

c=CountdownTask()
t=Thread(target=c.run,args=(10,))
t.start()
c.terminate()
t.join()
