import threading
import time


class CountdownThread(threading.Thread):
    def __init__(self, n: int) -> None:
        self.left = n
        threading.Thread.__init__(self, name=f"from {n}")

    def run(self) -> None:
        while self.left:
            print(f"T-minus {self.left}")
            self.left -= 1
            time.sleep(5)


if __name__ == "__main__":
    CountdownThread(5).start()
