import threading
class Sema:
	def __init__(self):
		self.value=0
		self.cv=threading.Condition()
	def acquire(self):
		with self.cv:
			while not self.value: self.cv.wait()
			self.value-=1
	def release(self):
		with self.cv:
			self.value+=1
			self.cv.notify()

def worker(n,sema):
	sema.acquire()
	print('Working',n)

sema=Sema()

nworkers=10
for i in range(nworkers):
	t = threading.Thread(target=worker,args=(i,sema,))
	t.start()
