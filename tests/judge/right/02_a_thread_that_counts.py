from threading import Thread
import time

def countdown(n):
	while n > 0:
		print('T-minus',n)
		n-=1
		time.sleep(5)

t=Thread(target=countdown,args=(2,),daemon=True)
t.start()
time.sleep(1)
alive=t.is_alive()
if alive:
	print("still running")
else:
	print('completed')
