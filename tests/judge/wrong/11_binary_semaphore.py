import threading

class Sema:
	# never more than one permit
	def __init__(self):
		self._cv=threading.Condition()
		self._free=False
	def acquire(self,blocking=True):
		with self._cv:
			if not blocking and not self._free: return False
			while not self._free:
				self._cv.wait()
			self._free=False
			return True
	def release(self):
		with self._cv:
			self._free=True
			self._cv.notify()

def worker(n,sema):
	sema.acquire()
	print('Working',n)

sema=Sema()

nworkers=10
for i in range(nworkers):
	t = threading.Thread(target=worker,args=(i,sema,))
	t.start()
