import threading

last=None
def worker(n,sema):
	global last
	sema.acquire()
	last=n
	# another worker that was released may have written its own by now
	print('Working',last)

sema=threading.Semaphore(0)

nworkers=10
for i in range(nworkers):
	t = threading.Thread(target=worker,args=(i,sema,))
	t.start()
