from threading import Thread
import time
class CountdownTask:
	def __init__(self):
		self._running=True
	def terminate(self):
		self._running=False
	def run(self,n):
		while self._running and n>0:
			print('T-minus',n)
			n-=1
			time.sleep(5)
# the program never counts from 10 nor terminates
t=Thread(target=print,args=('T-minus 10',))
t.start()
t.join()
