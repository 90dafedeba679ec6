import threading

class IOTask:
    TIMEOUT = 5

    def __init__(self):
        self.stopped = threading.Event()
        self.received = []

    def terminate(self):
        self.stopped.set()

    def run(self, sock):
        sock.settimeout(self.TIMEOUT)
        while not self.stopped.is_set():
            try:
                data = sock.recv(8192)
            except TimeoutError:
                continue
            if data == b'':
                return
            self.received.append(data)
