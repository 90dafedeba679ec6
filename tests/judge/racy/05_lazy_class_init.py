from threading import Thread, Event
import time
class CountdownTask:
    _slots = []
    _next = 0
    def __init__(self):
        self._running = True
        self.slot = None
    def terminate(self):
        self._running = False
        if self.slot is not None:
            CountdownTask._slots[self.slot].set()
    def run(self, n):
        slot = len(CountdownTask._slots)
        CountdownTask._slots.append(Event())
        self.slot = slot
        stop = CountdownTask._slots[slot]
        while self._running and n > 0 and not stop.is_set():
            print('T-minus', n)
            n -= 1
            stop.wait(5)
c = CountdownTask()
t = Thread(target=c.run, args=(10,))
t.start()
c.terminate()
t.join()
