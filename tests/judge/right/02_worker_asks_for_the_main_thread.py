from threading import Thread, main_thread
import time
def work():
    while main_thread().is_alive():
        time.sleep(1)
t = Thread(target=work)
t.start()
if t.is_alive():
    print("still running")
else:
    print("completed")
