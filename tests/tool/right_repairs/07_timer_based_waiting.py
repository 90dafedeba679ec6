import threading


def wait(seconds):
    over = threading.Event()
    timer = threading.Timer(seconds, over.set)
    timer.start()
    over.wait()


class CountdownThread(threading.Thread):
    def __init__(self, n):
        super().__init__()
        self.n = n

    def run(self):
        for k in range(self.n, 0, -1):
            print("T-minus", k)
            wait(5)


c = CountdownThread(5)
c.start()
