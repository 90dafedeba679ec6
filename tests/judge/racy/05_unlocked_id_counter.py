from threading import Thread
import time
class CountdownTask:
    _next = 0
    _terminated = set()
    def __init__(self):
        self._running = True
        self._id = None
    def terminate(self):
        self._running = False
        if self._id is not None:
            CountdownTask._terminated.add(self._id)
    def run(self, n):
        CountdownTask._next += 1
        self._id = CountdownTask._next
        while self._running and self._id not in CountdownTask._terminated and n > 0:
            print('T-minus', n)
            n -= 1
            time.sleep(5)
c = CountdownTask()
t = Thread(target=c.run, args=(10,))
t.start()
c.terminate()
t.join()
