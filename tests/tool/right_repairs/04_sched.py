import sched
import threading
import time


def countdown(n):
    agenda = sched.scheduler(time.monotonic, time.sleep)
    for k in range(n):
        agenda.enter(5 * k, 1, print, argument=("T-minus", n - k))
    agenda.run()


threading.Thread(target=countdown, args=(10,), daemon=True).start()
