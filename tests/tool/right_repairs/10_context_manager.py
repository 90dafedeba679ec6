import contextlib
import threading


class PeriodicTimer:
    def __init__(self, interval):
        self.interval, self.count, self.changed = interval, 0, threading.Condition()

    def start(self):
        threading.Thread(target=self._tick_for_ever, daemon=True).start()

    @contextlib.contextmanager
    def _ticking(self):
        with self.changed:
            yield
            self.count += 1
            self.changed.notify_all()

    def _tick_for_ever(self):
        pause = threading.Event()
        while not pause.wait(self.interval):
            with self._ticking():
                pass

    def wait_for_tick(self):
        with self.changed:
            before = self.count
            while self.count == before:
                self.changed.wait()


ptimer = PeriodicTimer(5)
ptimer.start()


def countdown(nticks):
    while nticks > 0:
        ptimer.wait_for_tick()
        print("T-minus", nticks)
        nticks -= 1


def countup(last):
    n = 0
    while n < last:
        ptimer.wait_for_tick()
        print("Counting", n)
        n += 1


threading.Thread(target=countdown, args=(10,)).start()
threading.Thread(target=countup, args=(5,)).start()
