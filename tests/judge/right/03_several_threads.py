import threading
import time

def work(seconds, gate):
    gate.wait()
    time.sleep(seconds)

gate = threading.Barrier(3)
threads = [threading.Thread(target=work, args=(k, gate)) for k in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join(timeout=None)
print("all over")
