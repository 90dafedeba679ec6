import threading

def worker(n,sema):
	sema.acquire()
	print('Working',n)

sema=threading.Semaphore(0)
nworkers=10
for i in range(nworkers):
	# i is looked up when the thread runs, not when it is made.
	threading.Thread(target=lambda: worker(i,sema)).start()
