from threading import Thread
import time

class CountdownTask:
	def __init__(self):
		self._state={'running':True,'left':0}

	def terminate(self):
		self._state=dict(self._state,running=False)

	def run(self,n):
		while n>0:
			state=self._state
			if not state['running']:
				break
			print('T-minus',n)
			n-=1
			# What was read before the line is written back: an update is lost.
			self._state=dict(state,left=n)
			time.sleep(5)

c=CountdownTask()
t=Thread(target=c.run,args=(10,))
t.start()
c.terminate()
t.join()
