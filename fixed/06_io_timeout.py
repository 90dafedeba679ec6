import socket

class IOTask:
	def __init__(self):
		self._running=True
	def terminate(self):
		self._running=False
	def run(self,sock):
		# sock is a socket
		sock.settimeout(5)  #set timeout period
		while self._running:
			# perform a blocking I/O operation w/timeout
			try:
				data=sock.recv(8192)
				if not data:
					break
			except socket.timeout:
				continue
			# continued processing
			...
		# terminated
		return 
