import threading


class Worker(threading.Thread):
    def __init__(self, n, semaphore):
        super().__init__()
        self.n = n
        self.semaphore = semaphore

    def run(self):
        worker(self.n, self.semaphore)


def worker(n, semaphore):
    semaphore.acquire()
    print(f"Working {n}")


sema = threading.Semaphore(0)
for i in range(10):
    Worker(i, sema).start()
