import socket

class IOTask:
    def __init__(self):
        self._running = True

    def terminate(self):
        self._running = False

    def messages(self, sock):
        while self._running:
            try:
                data = sock.recv(4096)
            except socket.timeout:
                continue
            if not data:
                return
            yield data

    def run(self, sock):
        sock.settimeout(5)
        for data in self.messages(sock):
            handle(data)

def handle(data):
    """Continued processing."""
