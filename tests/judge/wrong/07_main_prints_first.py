from threading import Thread
import time

class CountdownThread(Thread):
	def __init__(self,n):
		super().__init__()
		self.n=n
	def run(self):
		while self.n>0:
			print('T-minus',self.n)
			self.n-=1
			time.sleep(5)

if __name__=='__main__':
	print('T-minus',5)
	time.sleep(5)
	c=CountdownThread(4)
	c.start()
