import threading
import time

class CountdownTask:
    def __init__(self):
        self._stop = False

    def terminate(self):
        self._stop = True

    def _nap(self, seconds):
        until = time.monotonic() + seconds
        while not self._stop and time.monotonic() < until:
            time.sleep(min(0.5, max(0, until - time.monotonic())))

    def run(self, n):
        while not self._stop and n > 0:
            print('T-minus %d' % n)
            n -= 1
            self._nap(5)

with_pool = CountdownTask()
thread = threading.Thread(target=with_pool.run, args=(10,))
thread.start()
with_pool.terminate()
thread.join()
