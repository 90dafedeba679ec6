import threading

class Sema:
	# keeps no permits: a release that nobody waits for yet is lost
	def __init__(self):
		self._cv=threading.Condition()
	def acquire(self,blocking=True):
		if not blocking:
			return False
		with self._cv:
			self._cv.wait()
		return True
	def release(self):
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
