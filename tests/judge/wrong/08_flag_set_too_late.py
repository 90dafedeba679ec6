import multiprocessing
import time

class CountdownTask:
    def __init__(self):
        self._running = multiprocessing.Value("b", False)

    def go(self):
        self._running.value = True

    def terminate(self):
        self._running.value = False

    def run(self, n):
        while self._running.value and n > 0:
            print("T-minus", n)
            n -= 1
            time.sleep(5)

if __name__ == "__main__":
    c = CountdownTask()
    p = multiprocessing.Process(target=c.run, args=(5,))
    p.start()
    time.sleep(1)
    c.go()
    p.join()
