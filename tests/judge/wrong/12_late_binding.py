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
for i in range(10):
	t = threading.Thread(target=lambda: worker(i,sema),daemon=True)
	t.start()
