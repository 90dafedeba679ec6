from threading import Event, Thread
from time import sleep


class Countdown(Thread):
    def __init__(self, n: int, started: Event) -> None:
        super().__init__()
        self.n = n
        self.is_under_way = started

    def run(self) -> None:
        print("countdown starting")
        self.is_under_way.set()
        for k in range(self.n, 0, -1):
            print(f"T-minus {k}")
            sleep(5)


def main() -> None:
    started = Event()
    print("launching countdown")
    Countdown(10, started).start()
    started.wait()
    print("countdown is running")


main()
