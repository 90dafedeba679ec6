import time
from concurrent.futures import ThreadPoolExecutor


class CountdownTask:
    def __init__(self):
        self.stopped = []

    def terminate(self):
        self.stopped.append(True)

    def run(self, n):
        while n > 0 and not self.stopped:
            print("T-minus", n)
            n -= 1
            time.sleep(5)


with ThreadPoolExecutor(max_workers=1) as pool:
    task = CountdownTask()
    future = pool.submit(task.run, 10)
    task.terminate()
    future.result()
