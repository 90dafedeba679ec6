import time
from threading import Thread

# The slow one is forgotten: to wait for the quick one is no wait for it.
slow = Thread(target=time.sleep, args=(10,))
quick = Thread(target=time.sleep, args=(1,))
slow.start()
quick.start()
quick.join()
print("done")
