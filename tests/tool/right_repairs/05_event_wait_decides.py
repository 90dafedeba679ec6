from threading import Event, Thread


class CountdownTask:
    def __init__(self):
        self.cancelled = Event()

    terminate = property(lambda self: self.cancelled.set)

    def run(self, n):
        for left in range(n, 0, -1):
            if self.cancelled.is_set():
                return
            print(f"T-minus {left}")
            if self.cancelled.wait(5):
                return


c = CountdownTask()
t = Thread(target=c.run, args=(10,))
t.start()
c.terminate()
t.join()
