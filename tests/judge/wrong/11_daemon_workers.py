import threading
def worker(n,sema):
	sema.acquire()
	# the worker is a daemon; another thread, that is none, prints for it
	t=threading.Thread(target=print,args=('Working',n),daemon=False)
	t.start()
	t.join()
sema=threading.Semaphore(0)
for i in range(10):
	threading.Thread(target=worker,args=(i,sema),daemon=True).start()
