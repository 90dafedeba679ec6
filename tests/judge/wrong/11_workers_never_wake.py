import threading
class Sema(threading.Semaphore):
	n=-1
	def release(self):
		self.n+=1
		if self.n<10: threading.Thread(target=print,args=('Working',self.n)).start()
def worker(n,sema):
	sema.acquire()
	print('Working',n)
sema=Sema(0)

nworkers=10
for i in range(nworkers):
	t = threading.Thread(target=worker,args=(i,sema,))
	t.start()
