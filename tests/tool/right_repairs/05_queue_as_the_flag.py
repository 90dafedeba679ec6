import queue
import threading


class CountdownTask:
    def __init__(self):
        self._orders = queue.Queue()

    def terminate(self):
        self._orders.put("stop")

    def run(self, n):
        while n > 0 and self._orders.empty():
            print("T-minus", n)
            n -= 1
            try:
                self._orders.get(timeout=5)
            except queue.Empty:
                continue
            return


c = CountdownTask()
t = threading.Thread(target=c.run, args=(10,))
t.start()
c.terminate()
t.join()
