"""
>>> sema.release()
Working 0
>>> sema.release()
Working 1
"""
import threading
def worker(n,sema):
	sema.acquire()
	sema.acquire(blocking=False)
	print('Working',n)
sema=threading.Semaphore(0)
for i in range(10):
	threading.Thread(target=worker,args=(i,sema),daemon=True).start()
