import socket
import threading

class IOTask:
    task = None

    def __init__(self):
        self._running = True

    def terminate(self):
        self._running = False

    def run(self, sock):
        IOTask.task = self
        sock.settimeout(5)
        task = IOTask.task
        while task._running:
            try:
                data = sock.recv(8192)
            except socket.timeout:
                continue
            if not data:
                break
