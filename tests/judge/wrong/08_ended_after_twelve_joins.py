import multiprocessing
import time

def count(n, started):
    started.set()
    while n > 0:
        print("T-minus", n)
        n -= 1
        time.sleep(5)

if __name__ == "__main__":
    started = multiprocessing.Event()
    p = multiprocessing.Process(target=count, args=(5, started))
    p.start()
    started.wait()
    for _ in range(12):
        p.join(1)
    if p.is_alive():
        p.terminate()
        p.join()
