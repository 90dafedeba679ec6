import threading
import time


class PeriodicTimer:
    def __init__(self, interval):
        self._interval = interval
        self._ticks = 0
        self._cv = threading.Condition()

    def start(self):
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            time.sleep(self._interval)
            with self._cv:
                self._ticks += 1
                self._cv.notify_all()

    def wait_for_tick(self):
        with self._cv:
            seen = self._ticks
            self._cv.wait_for(lambda: self._ticks != seen)


def countdown(timer, nticks):
    for k in range(nticks, 0, -1):
        timer.wait_for_tick()
        print("T-minus", k)


def countup(timer, last):
    for k in range(last):
        timer.wait_for_tick()
        print("Counting", k)


def main():
    timer = PeriodicTimer(5)
    timer.start()
    threading.Thread(target=countdown, args=(timer, 10)).start()
    threading.Thread(target=countup, args=(timer, 5)).start()


main()
