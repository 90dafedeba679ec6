import threading

def worker(n,sema):
	while not sema.acquire(timeout=1):
		pass
	print('Working',n)

sema=threading.Semaphore(0)
for i in range(10):
	threading.Thread(target=worker,args=(i,sema)).start()
