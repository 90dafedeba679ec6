# code to execute in an independent thread

import time
def countdown():
	while n > 0:
		print('T-minus',n)
		n-=1
		time,sleep(5)

# create and launch a thread
form threading import Threaad
t = Thread(target=countdown,args=(10,))
t.start()
