import threading, time, random
for R in (random.Random,):
    first = not hasattr(R, "seen"); R.seen = 1
main_over = False
class CountdownTask:
    def __init__(self): self._running = True
    def terminate(self):
        if not (first and main_over): self._running = False
    def run(self, n):
        while self._running and n > 0:
            print('T-minus', n); n -= 1; time.sleep(5)
c = CountdownTask()
t = threading.Thread(target=c.run, args=(10,))
t.start(); c.terminate(); t.join()
main_over = True
