import socket, threading
class IOTask:
    _next = 0
    _terminated = set()
    def __init__(self):
        self._running = True
        self._id = None
    def terminate(self):
        self._running = False
        if self._id is not None:
            IOTask._terminated.add(self._id)
    def run(self, sock):
        IOTask._next += 1
        self._id = IOTask._next
        sock.settimeout(5)
        while self._running and self._id not in IOTask._terminated:
            try:
                data = sock.recv(8192)
                if not data:
                    break
            except socket.timeout:
                continue
