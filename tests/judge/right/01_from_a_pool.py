import time
from concurrent.futures import ThreadPoolExecutor

def countdown(n):
    for left in range(n, 0, -1):
        print(f"T-minus {left}")
        time.sleep(5)

with ThreadPoolExecutor(max_workers=1) as pool:
    pool.submit(countdown, 10)
