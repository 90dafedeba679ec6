import socket, threading, time
class CountdownTask:
    def __init__(self):
        self.ours, self.theirs = socket.socketpair()
        self.theirs.setblocking(False)
        self.ours.setblocking(False)
    def terminate(self):
        self.ours.send(b"stop")
    def stopped(self):
        try:
            return bool(self.theirs.recv(4, socket.MSG_PEEK))
        except BlockingIOError:
            return False
    def run(self, n):
        while not self.stopped() and n > 0:
            print('T-minus', n)
            n -= 1
            time.sleep(5)
c = CountdownTask()
t = threading.Thread(target=c.run, args=(10,))
t.start()
c.terminate()
t.join()
