from threading import Thread
import time
t=Thread(target=time.sleep,args=(5,))
t.start()
Thread(target=t.join).start()
print("thread is over")
