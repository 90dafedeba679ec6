from threading import Thread
import time

t=Thread(target=time.sleep,args=(5,))
t.start()

# Five slices of a second, and nobody looks whether they were enough.
for _ in range(5):
	t.join(1)
