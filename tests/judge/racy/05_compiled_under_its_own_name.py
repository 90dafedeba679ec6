s = {}
exec(compile('''
from threading import Thread, Lock
import time
class CountdownTask:
    _lock = Lock()
    def terminate(self):
        self._running = False
    def run(self, n):
        r = getattr(self, "_running", True)
        with self._lock: pass
        self._running = r
        while self._running and n > 0:
            print('T-minus', n)
            n -= 1
            time.sleep(5)
''', __file__, 'exec'), s)
Thread = s["Thread"]; CountdownTask = s["CountdownTask"]
c = CountdownTask()
t = Thread(target=c.run, args=(10,))
t.start()
c.terminate()
t.join()
