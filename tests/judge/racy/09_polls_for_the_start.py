from threading import Thread
import time

started=False

def countdown(n):
	global started
	print('countdown starting')
	started=True
	while n >0:
		print('T-minus',n)
		n-=1
		time.sleep(5)

print('launching countdown')
t=Thread(target=countdown,args=(10,))
t.start()
# Looks only once a second.
while not started:
	time.sleep(1)
print('countdown is running')
