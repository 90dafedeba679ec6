import socket

class IOTask:
    conn = None

    def __init__(self):
        self._running = True

    def terminate(self):
        self._running = False

    def run(self, sock):
        IOTask.conn = sock
        sock.settimeout(5)
        conn = IOTask.conn
        while self._running:
            try:
                data = conn.recv(8192)
            except socket.timeout:
                continue
            if not data:
                break
