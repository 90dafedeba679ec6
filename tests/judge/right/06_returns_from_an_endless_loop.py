import socket
from threading import Lock

class IOTask:
	def __init__(self):
		self._running=True
		self._lock=Lock()
	def terminate(self):
		with self._lock:
			self._running=False
	def _stopped(self):
		with self._lock:
			return not self._running
	def run(self,sock):
		sock.settimeout(5.0)
		while True:
			if self._stopped():
				return
			try:
				data=sock.recv(1)
			except socket.timeout as error:
				del error
			else:
				if not data:
					return
