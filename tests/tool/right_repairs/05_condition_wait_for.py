from threading import Condition, Thread


class CountdownTask:
    def __init__(self):
        self._changed = Condition()
        self._terminated = False

    def terminate(self):
        with self._changed:
            self._terminated = True
            self._changed.notify_all()

    def run(self, n):
        with self._changed:
            while n > 0 and not self._terminated:
                print("T-minus", n)
                n -= 1
                self._changed.wait_for(lambda: self._terminated, timeout=5)


c = CountdownTask()
t = Thread(target=c.run, args=(10,))
t.start()
c.terminate()
t.join()
