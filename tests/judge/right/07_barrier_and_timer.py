from threading import Barrier, Thread, Timer

class CountdownThread(Thread):
	def __init__(self,n):
		super().__init__()
		self.n=n
	def run(self):
		while self.n>0:
			print('T-minus',self.n)
			self.n-=1
			both=Barrier(2)
			Timer(5,both.wait).start()
			both.wait()

CountdownThread(5).start()
