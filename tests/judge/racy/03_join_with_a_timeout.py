from threading import Thread
import time

t=Thread(target=time.sleep,args=(5,))
t.start()

# The timeout is as long as the sleep: either may come first.
t.join(5)
