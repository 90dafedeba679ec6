import socket
class IOTask:
	def __init__(self):
		self._running=True
	def terminate(self):
		self._running=False
	def run(self,sock):
		sock.settimeout(5)
		got=[]
		while self._running:
			try:
				data=sock.recv(8192)
				if not data and got:
					break
				if data:
					got.append(data)
			except socket.timeout:
				continue
