import multiprocessing
import threading
import time

SLICES = 100

def count(n):
    while n > 0:
        print("T-minus", n)
        n -= 1
        time.sleep(5)

def child(n):
    t = threading.Thread(target=count, args=(n,), daemon=True)
    t.start()
    for _ in range(SLICES):
        if not t.is_alive():
            break
        time.sleep(0.1)

if __name__ == "__main__":
    SLICES = 400
    multiprocessing.Process(target=child, args=(5,)).start()
