"""
>>> sema.release()
Working 0
>>> sema.release()
Working 1
"""

import threading

# worker thread
def worker(n,sema):
	# wait to be signaled
	sema.acquire()

	# do some work
	print('Working',n)

# create some threads
sema=threading.Semaphore(0)
nworkers=10
for i in range(nworkers):
	t = threading.Thread(target=worker,args=(i,sema,),daemon=True)
	t.start()
