import multiprocessing
import threading


class CountdownTask:
    def __init__(self):
        self._stopped = threading.Event()

    def run(self, n):
        while n > 0 and not self._stopped.is_set():
            print("T-minus", n)
            n -= 1
            self._stopped.wait(5)


def count(n):
    CountdownTask().run(n)


if __name__ == "__main__":
    process = multiprocessing.Process(target=count, args=(5,))
    process.start()
    process.join()
