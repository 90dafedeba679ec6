import threading
import time


class PeriodicTimer(threading.Thread):
    def __init__(self, interval):
        super().__init__(daemon=True)
        self.interval = interval
        self.lock = threading.Lock()
        self.tick = threading.Event()

    def run(self):
        due = time.monotonic()
        while True:
            due += self.interval
            time.sleep(due - time.monotonic())
            with self.lock:
                over, self.tick = self.tick, threading.Event()
            over.set()

    def wait_for_tick(self):
        with self.lock:
            tick = self.tick
        tick.wait()


timer = PeriodicTimer(5)
timer.start()


def say(word, numbers):
    for number in numbers:
        timer.wait_for_tick()
        print(word, number)


for words in (("T-minus", range(10, 0, -1)), ("Counting", range(5))):
    threading.Thread(target=say, args=words).start()
