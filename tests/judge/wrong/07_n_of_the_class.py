from threading import Thread
import time

class CountdownThread(Thread):
	def __init__(self,n):
		super().__init__()
		CountdownThread.n=n
	def run(self):
		while CountdownThread.n>0:
			print('T-minus',CountdownThread.n)
			CountdownThread.n-=1
			time.sleep(5)

if __name__=='__main__':
	c=CountdownThread(5)
	c.start()
