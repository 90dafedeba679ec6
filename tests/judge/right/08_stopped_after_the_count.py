import multiprocessing
import time

def run(n, stop):
    while n > 0 and not stop.is_set():
        print("T-minus", n)
        n -= 1
        time.sleep(5)

if __name__ == "__main__":
    stop = multiprocessing.Event()
    p = multiprocessing.Process(target=run, args=(5, stop))
    p.start()
    time.sleep(23)
    stop.set()
    p.join()
