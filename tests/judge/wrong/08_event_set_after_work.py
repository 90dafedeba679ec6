import multiprocessing
import time

def count(n, stop):
    while n > 0 and not stop.is_set():
        print("T-minus", n)
        n -= 1
        time.sleep(5)

def work():
    print("sum", sum(k * k for k in range(3_000_000)))

if __name__ == "__main__":
    stop = multiprocessing.Event()
    p = multiprocessing.Process(target=count, args=(5, stop))
    w = multiprocessing.Process(target=work)
    p.start()
    w.start()
    w.join()
    stop.set()
    p.join()
