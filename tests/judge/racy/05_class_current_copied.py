from threading import Thread, Lock
import time

lock = Lock()

class CountdownTask:
    counting = None

    def __init__(self):
        self._running = True

    def terminate(self):
        self._running = False

    def run(self, n):
        with lock:
            CountdownTask.counting = self
        with lock:
            task = CountdownTask.counting
        while task._running and n > 0:
            print('T-minus', n)
            n -= 1
            time.sleep(5)

c = CountdownTask()
t = Thread(target=c.run, args=(10,))
t.start()
c.terminate()
t.join()
