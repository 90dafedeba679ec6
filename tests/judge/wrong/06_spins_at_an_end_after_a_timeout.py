import socket
class IOTask:
	def __init__(self):
		self._running=True
	def terminate(self):
		self._running=False
	def run(self,sock):
		sock.settimeout(5)
		end=b''
		while self._running:
			try:
				data=sock.recv(8192)
				if data==end:
					break
			except socket.timeout:
				end=None
