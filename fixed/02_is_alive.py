from threading import Thread
import time

t=Thread(target=time.sleep,args=(5,))
t.start()

if t.is_alive():
	print("still running")
else:
	print('completed')

