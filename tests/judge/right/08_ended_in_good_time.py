import multiprocessing
import time


def count(n):
    while n > 0:
        print("T-minus", n)
        n -= 1
        time.sleep(5)


if __name__ == "__main__":
    process = multiprocessing.Process(target=count, args=(5,))
    process.start()
    time.sleep(30)
    process.terminate()
    process.join()
