import multiprocessing
import time

def count(n):
    due = time.monotonic()
    while n > 0:
        print("T-minus", n)
        n -= 1
        due += 5
        time.sleep(due - time.monotonic())

if __name__ == "__main__":
    multiprocessing.Process(target=count, args=(5,)).start()
