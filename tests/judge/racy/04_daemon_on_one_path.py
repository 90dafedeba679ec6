from threading import Event,Thread
import time

def countdown(n):
	while n > 0:
		print('T-minus',n)
		n-=1
		time.sleep(5)

# Whether it is a daemon hangs on who comes first.
warm=Event()

def warm_up():
	warm.set()

Thread(target=warm_up,daemon=True).start()
t=Thread(target=countdown,args=(10,))
if warm.is_set():
	t.daemon=True
t.start()
