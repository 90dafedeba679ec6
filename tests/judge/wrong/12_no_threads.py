"""
>>> sema.release()
Working 0
>>> sema.release()
Working 1
"""
class Sema:
	n=0
	def release(self):
		print('Working',self.n)
		self.n+=1
sema=Sema()
