import socket
import threading

class IOTask:
	def __init__(self):
		self._stop=threading.Event()
	def terminate(self):
		self._stop.set()
	def run(self,sock):
		sock.settimeout(5)
		while True:
			try:
				data=sock.recv(8192)
			except socket.timeout:
				if self._stop.is_set():
					return
				# Made ready for the next round; who sets it just now is not heard.
				self._stop.clear()
				continue
			if not data or self._stop.is_set():
				return
