# worker thread
de worker(n,sema):
	# wait to be signaled
	sema.acquire()

	# do some work
	print('working',n)

# create some threads
sema=threadings.Semaphore(0)
nworkers=10
for i in range(nworkers):
	t = threading.Thread(target=worker,args=(n,sema,))
	t.start()
