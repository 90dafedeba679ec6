import threading
import time
from concurrent.futures import ThreadPoolExecutor

t = threading.Thread(target=time.sleep, args=(5,))
t.start()
with ThreadPoolExecutor(1) as pool:
    asked = pool.submit(t.is_alive)
print("still running" if asked.result() else "completed")
t.join()
