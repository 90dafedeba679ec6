import multiprocessing
import time


def count(n):
    until = time.time() + 12
    while n > 0 and time.time() < until:
        print("T-minus", n)
        n -= 1
        time.sleep(5)


if __name__ == "__main__":
    multiprocessing.Process(target=count, args=(5,)).start()
