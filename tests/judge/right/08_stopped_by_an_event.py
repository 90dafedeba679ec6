import multiprocessing


class CountdownTask:
    def __init__(self):
        self._stop = multiprocessing.Event()

    def terminate(self):
        self._stop.set()

    def run(self, n):
        while n > 0 and not self._stop.wait(0 if n == 5 else 5):
            print("T-minus", n)
            n -= 1


if __name__ == "__main__":
    task = CountdownTask()
    process = multiprocessing.Process(target=task.run, args=(5,))
    process.start()
    process.join()
