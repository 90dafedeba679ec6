import socket
class IOTask:
	def __init__(self):
		self._running=True
	def terminate(self):
		self._running=False
	def run(self,sock):
		sock.settimeout(5)
		misses=0
		while self._running and misses<5:
			try:
				data=sock.recv(8192)
				if not data:
					break
				misses=0
			except socket.timeout:
				misses+=1
				continue
