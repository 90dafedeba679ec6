from threading import Thread
import time
t=Thread(target=time.sleep,args=(5,))
t.start()
for _ in range(10):
    t.join(1)
print("thread is over")
