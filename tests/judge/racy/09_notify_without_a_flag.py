from threading import Thread,Condition
import time

def countdown(n,started):
	print('countdown starting')
	# Who does not wait yet is not woken.
	with started:
		started.notify()
	while n >0:
		print('T-minus',n)
		n-=1
		time.sleep(5)

started=Condition()
print('launching countdown')
t=Thread(target=countdown,args=(10,started))
with started:
	t.start()
with started:
	started.wait(5)
print('countdown is running')
