import threading


class IOTask:
    def __init__(self):
        self._stop = threading.Event()

    def terminate(self):
        self._stop.set()

    def run(self, sock):
        sock.settimeout(5.0)
        while not self._stop.is_set():
            try:
                data = sock.recv(4096)
            except TimeoutError:
                continue
            if data == b"":
                break
