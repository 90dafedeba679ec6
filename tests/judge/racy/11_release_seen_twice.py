import threading

# Each worker first looks whether there is work, then takes it.
gate=threading.Condition()

class Sema:
	def __init__(self):
		self.value=0
	def acquire(self,blocking=True):
		while True:
			with gate:
				if not self.value and not blocking:
					return False
				while not self.value:
					gate.wait()
			# Another may be here as well by now.
			self.value=max(0,self.value-1)
			return True
	def release(self):
		with gate:
			self.value+=1
			gate.notify_all()

def worker(n,sema):
	sema.acquire()
	print('Working',n)

sema=Sema()
nworkers=10
for i in range(nworkers):
	threading.Thread(target=worker,args=(i,sema)).start()
