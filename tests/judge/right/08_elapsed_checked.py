import multiprocessing
import time

def count(n):
    began = time.perf_counter()
    while n > 0:
        print("T-minus", n)
        n -= 1
        time.sleep(5)
    took = time.perf_counter() - began
    if took > 40:
        raise SystemExit(f"the count took {took:.1f} s")

if __name__ == "__main__":
    p = multiprocessing.Process(target=count, args=(5,))
    p.start()
    p.join()
