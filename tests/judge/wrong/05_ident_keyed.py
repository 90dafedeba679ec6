from threading import Thread, get_ident
import time
class CountdownTask:
    stopped = set()          # idents of threads that shall stop
    def __init__(self):
        self._running = True
        self._ident = None
    def terminate(self):
        self._running = False
        if self._ident is not None:
            self.stopped.add(self._ident)
    def run(self, n):
        self._ident = get_ident()
        while self._running and self._ident not in self.stopped and n > 0:
            print('T-minus', n)
            n -= 1
            time.sleep(5)
c = CountdownTask()
t = Thread(target=c.run, args=(10,))
t.start()
c.terminate()
t.join()
