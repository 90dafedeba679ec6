import functools
import threading


def worker(n: int, sema: threading.Semaphore) -> None:
    """Wait to be signalled, then work."""
    sema.acquire()
    print("Working", n)


sema = threading.Semaphore(value=0)
pool = [threading.Thread(target=functools.partial(worker, n, sema)) for n in range(10)]
for thread in pool:
    thread.start()
