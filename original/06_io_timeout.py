class IOTask:
	def terminate(self):
		self._running=True
	def run(self,sock):
		# sock is a socket
		sock.settimeout(5)  #set timeout period
		while self._running:
			# perform a blocking I/O operation w/timeout
			try:
				data=sock.recv(8192)
				break
			except socket.timeout:
				coutinue
			# continued processing
			...
		# terminated
	 return 
