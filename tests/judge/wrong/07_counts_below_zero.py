from threading import Thread
import time
class CountdownThread(Thread):
	def __init__(self,n):
		super().__init__()
		self.n=n
	def run(self):
		while True:
			print('T-minus',self.n)
			self.n-=1
			time.sleep(5)
			if self.n==0: break
c=CountdownThread(5)
c.start()
