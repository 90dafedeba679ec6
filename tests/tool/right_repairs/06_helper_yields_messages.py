import contextlib
import socket


class IOTask:
    """Receives until it is told to stop, or nothing more can come."""

    _running = True

    def terminate(self):
        self._running = False

    def messages(self, sock):
        sock.settimeout(5)
        while self._running:
            with contextlib.suppress(socket.timeout):
                data = sock.recv(8192)
                if not data:
                    return
                yield data

    def run(self, sock):
        for _message in self.messages(sock):
            pass
