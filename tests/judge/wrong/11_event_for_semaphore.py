import threading

class Sema:
	# two releases in a row count as one
	def __init__(self):
		self._event=threading.Event()
		self._lock=threading.Lock()
	def acquire(self,blocking=True):
		if not blocking:
			return False
		with self._lock:
			self._event.wait()
			self._event.clear()
		return True
	def release(self):
		self._event.set()

def worker(n,sema):
	sema.acquire()
	print('Working',n)

sema=Sema()

nworkers=10
for i in range(nworkers):
	t = threading.Thread(target=worker,args=(i,sema,))
	t.start()
