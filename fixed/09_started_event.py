from threading import Thread,Event
import time

# code to execute in an independent thread
def countdown(n,start_evt):
	print('countdown starting')
	start_evt.set()
	while n >0:
		print('T-minus',n)
		n-=1
		time.sleep(5)

# create the event object that will be used to signal startup
started_evt=Event()

# launch the thread and pass the startup event
print('launching countdown')
t=Thread(target=countdown,args=(10,started_evt))
t.start()

# wait for the thread to start
started_evt.wait()
print('countdown is running')
