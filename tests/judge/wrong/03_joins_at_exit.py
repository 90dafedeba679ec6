import atexit, time
from threading import Thread
t=Thread(target=time.sleep,args=(5,))
t.start()
atexit.register(t.join)
print("thread is over")
