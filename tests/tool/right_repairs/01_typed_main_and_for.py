from __future__ import annotations

import threading
import time


def countdown(n: int) -> None:
    for left in range(n, 0, -1):
        print(f"T-minus {left}")
        time.sleep(5)


def main() -> None:
    worker = threading.Thread(target=countdown, kwargs={"n": 10}, name="counter")
    worker.start()
    worker.join()


if __name__ == "__main__":
    main()
