from threading import Thread
import time

def countdown(n):
	print('countdown starting')
	while n >0:
		print('T-minus',n)
		n-=1
		time.sleep(5)

print('launching countdown')
t=Thread(target=countdown,args=(10,))
t.start()
# Alive is not yet begun.
while not t.is_alive():
	pass
print('countdown is running')
