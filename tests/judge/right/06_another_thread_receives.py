import threading, socket
class IOTask:
    def __init__(self):
        self._stop = threading.Event()
    def terminate(self):
        self._stop.set()
    def _receive(self, sock):
        while not self._stop.is_set():
            try:
                if not sock.recv(8192):
                    return
            except TimeoutError:
                continue
    def run(self, sock):
        sock.settimeout(5)
        t = threading.Thread(target=self._receive, args=(sock,))
        t.start()
        t.join()
