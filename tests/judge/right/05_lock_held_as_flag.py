import threading

class CountdownTask:
    def __init__(self):
        self._gate = threading.Lock()
        self._gate.acquire()

    def terminate(self):
        if self._gate.locked():
            self._gate.release()

    def run(self, n):
        if not self._gate.locked():
            return
        while n > 0:
            print('T-minus', n)
            n -= 1
            if self._gate.acquire(timeout=5):
                self._gate.release()
                return

c = CountdownTask()
t = threading.Thread(target=c.run, args=(10,))
t.start()
c.terminate()
t.join()
