import multiprocessing
import time

def count(n):
    while n > 0:
        print("T-minus", n)
        n -= 1
        time.sleep(5)

if __name__ == "__main__":
    p = multiprocessing.Process(target=count, args=(5,))
    p.start()
    total = sum(k * k for k in range(5_000_000))
    print("the work is done:", total)
    p.terminate()
    p.join()
