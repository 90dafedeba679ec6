import threading

class Sema:
	def __init__(self):
		self.value=0
		self._cv=threading.Condition()
	def acquire(self,blocking=True):
		with self._cv:
			if not blocking and not self.value: return False
			while self.value<=0:
				self._cv.wait()
			value=self.value
			self.value=value-1
			return True
	def release(self):
		# read and written outside the lock
		value=self.value
		self.value=value+1
		with self._cv:
			self._cv.notify()

def worker(n,sema):
	sema.acquire()
	print('Working',n)

sema=Sema()

nworkers=10
for i in range(nworkers):
	t = threading.Thread(target=worker,args=(i,sema,))
	t.start()
