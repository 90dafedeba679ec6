import threading

def worker(n, sema):
    sema.acquire()
    print(f'Working {n}')

class Worker(threading.Thread):
    def __init__(self, n):
        super().__init__(name=f'worker {n}')
        self.n = n

    def run(self):
        worker(self.n, sema)

sema = threading.BoundedSemaphore(10) if False else threading.Semaphore(0)
workers = [Worker(n) for n in range(10)]
[each.start() for each in workers]
