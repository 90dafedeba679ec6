from concurrent.futures import ThreadPoolExecutor
import time
pool = ThreadPoolExecutor()
pool.submit(time.sleep, 5)
print("thread is over")
