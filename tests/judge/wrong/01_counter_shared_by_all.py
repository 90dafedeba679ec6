import time
from threading import Thread
left = 0
def countdown(n):
	global left
	left = n
	while left > 0:
		print('T-minus',left)
		left-=1
		time.sleep(5)
if __name__ == '__main__':
	t = Thread(target=countdown,args=(10,))
	t.start()
