import collections
import threading

class Sema:
    """First come, first served."""

    def __init__(self, value=0):
        self._lock = threading.Lock()
        self._waiting = collections.deque()
        self._value = value

    def acquire(self, blocking=True):
        with self._lock:
            if self._value:
                self._value -= 1
                return True
            if not blocking:
                return False
            turn = threading.Event()
            self._waiting.append(turn)
        turn.wait()
        return True

    def release(self):
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._value += 1

def worker(n, sema):
    sema.acquire()
    print('Working', n)

sema = Sema(0)
for i in range(10):
    threading.Thread(target=worker, args=(i, sema)).start()
