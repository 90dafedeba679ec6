"""`run` looks whether it was stopped before, and only then raises the flag that stops it."""

import threading
import time


class CountdownTask:
    def __init__(self):
        self._stopped = False
        self._running = False

    def terminate(self):
        self._stopped = True
        self._running = False

    def run(self, n):
        if self._stopped:
            return
        self._running = True
        while self._running and n > 0:
            print("T-minus", n)
            n -= 1
            time.sleep(5)


c = CountdownTask()
t = threading.Thread(target=c.run, args=(10,))
t.start()
c.terminate()
t.join()
