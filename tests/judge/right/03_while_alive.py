from threading import Thread
import time

t=Thread(target=time.sleep,args=(5,))
t.start()
while t.is_alive():
	t.join(1)
print("over")
