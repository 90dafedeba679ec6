from threading import Thread,Event
import time

def countdown(n,start_evt):
	print('countdown starting', end='')
	start_evt.set()
	print('')
	while n >0:
		print('T-minus',n)
		n-=1
		time.sleep(5)

started_evt=Event()
print('launching countdown')
t=Thread(target=countdown,args=(10,started_evt))
t.start()
started_evt.wait()
print('countdown is running')
