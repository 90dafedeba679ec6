from threading import Thread
import time
t=Thread(target=time.sleep,args=(5,))
t.start()
deadline = time.monotonic() + 20
while t.is_alive() and time.monotonic() < deadline:
    t.join(0.5)
print("thread is over")
