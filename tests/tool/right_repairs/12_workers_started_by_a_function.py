"""Ten workers, released one by one.

>>> sema.release()
Working 0
>>> sema.release()
Working 1
"""

import threading

sema = threading.Semaphore(0)


def worker(n):
    sema.acquire()
    print(f"Working {n}")


def start_workers(number):
    for n in range(number):
        threading.Thread(target=worker, args=(n,), daemon=True).start()


start_workers(10)
