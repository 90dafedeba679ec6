from threading import Thread
import time

t=Thread(target=lambda: time.sleep(2.5))
t.start()
if t.is_alive():
	t.join()
