"""
>>> sema.release()
Working 0
>>> sema.release()
Working 1
"""
import threading
def worker(n,sema):
	sema.acquire()
	print('Working',n)
sema=threading.Semaphore(0)
nworkers=10
for i in range(nworkers+2):
	threading.Thread(target=worker,args=(i,sema),daemon=True).start()
