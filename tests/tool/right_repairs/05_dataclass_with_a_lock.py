import threading
import time
from dataclasses import dataclass, field


@dataclass
class CountdownTask:
    running: bool = True
    lock: threading.Lock = field(default_factory=threading.Lock)

    def terminate(self):
        with self.lock:
            self.running = False

    def goes_on(self):
        with self.lock:
            return self.running

    def run(self, n):
        while self.goes_on() and n > 0:
            print("T-minus", n)
            n -= 1
            time.sleep(5)


def main():
    c = CountdownTask()
    t = threading.Thread(target=c.run, args=(10,))
    t.start()
    c.terminate()
    t.join()


main()
