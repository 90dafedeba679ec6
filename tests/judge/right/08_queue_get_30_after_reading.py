import multiprocessing
import time

def count(q):
    n = q.get(timeout=30)
    while n > 0:
        print("T-minus", n)
        n -= 1
        time.sleep(5)

if __name__ == "__main__":
    q = multiprocessing.Queue()
    p = multiprocessing.Process(target=count, args=(q,))
    p.start()
    import json, decimal, asyncio
    q.put(json.loads("5"))
    p.join()
