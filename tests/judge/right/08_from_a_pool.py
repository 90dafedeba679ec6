from concurrent.futures import ProcessPoolExecutor
import time


def count(n):
    while n > 0:
        print("T-minus", n)
        n -= 1
        time.sleep(5)


if __name__ == "__main__":
    with ProcessPoolExecutor(1) as pool:
        pool.submit(count, 5).result(timeout=60)
