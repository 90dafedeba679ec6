import threading

def worker(n, sema):
    """Work once there is a permit.

    >>> sema.release()
    Working 0
    >>> sema.release()
    Working 1
    """
    sema.acquire()
    print('Working', n)

sema = threading.Semaphore(0)
for i in range(10):
    threading.Thread(target=worker, args=(i, sema)).start()
