import threading
import time

class PeriodicTimer:
    def __init__(self, interval):
        self._interval = interval
        self._ticks = 0
        self._cv = threading.Condition()

    def start(self):
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        began = time.monotonic()
        while True:
            time.sleep(began + (self._ticks + 1) * self._interval - time.monotonic())
            with self._cv:
                self._ticks += 1
                self._cv.notify_all()

    def wait_for_tick(self):
        with self._cv:
            seen = self._ticks
            self._cv.wait_for(lambda: self._ticks != seen)

# example use of the timer
ptimer=PeriodicTimer(5)
ptimer.start()

# two threads that synchronize on the timer
def countdown(nticks):
	while nticks>0:
		ptimer.wait_for_tick()
		print('T-minus',nticks)
		nticks-=1

def countup(last):
	n=0
	while n<last:
		ptimer.wait_for_tick()
		print('Counting',n)
		n+=1
threading.Thread(target=countdown,args=(10,)).start()
threading.Thread(target=countup,args=(5,)).start()
