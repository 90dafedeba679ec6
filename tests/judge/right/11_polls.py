import threading,time
def worker(n,sema):
	while not sema.acquire(blocking=False):
		time.sleep(0.5)
	print('Working',n)
sema=threading.Semaphore(0)

nworkers=10
for i in range(nworkers):
	t = threading.Thread(target=worker,args=(i,sema,))
	t.start()
