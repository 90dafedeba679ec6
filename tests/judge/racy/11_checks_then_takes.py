import threading
gate=threading.Condition()
class Sema:
	def __init__(self):
		self.value=0
	def acquire(self,blocking=True):
		with gate:
			if not self.value and not blocking:
				return False
			while not self.value:
				gate.wait()
		# another may be here as well by now
		self.value-=1
		return True
	def release(self):
		with gate:
			self.value+=1
			gate.notify()

def worker(n,sema):
	sema.acquire()
	print('Working',n)

sema=Sema()

nworkers=10
for i in range(nworkers):
	t = threading.Thread(target=worker,args=(i,sema,))
	t.start()
