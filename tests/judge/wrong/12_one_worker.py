"""
>>> sema.release()
Working 0
>>> sema.release()
Working 1
"""
import threading
def worker(sema):
	for n in range(10):
		sema.acquire()
		print('Working',n)
sema=threading.Semaphore(0)
threading.Thread(target=worker,args=(sema,),daemon=True).start()
