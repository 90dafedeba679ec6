import multiprocessing
import time


def count(n):
    began = time.monotonic()
    for k in range(n):
        while time.monotonic() < began + 5 * k:
            time.sleep(0.25)
        print("T-minus", n - k)


if __name__ == "__main__":
    multiprocessing.Process(target=count, args=(5,)).start()
