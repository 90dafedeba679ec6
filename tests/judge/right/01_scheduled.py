import sched
import sys
import threading
import time

def countdown(n):
    agenda = sched.scheduler(time.monotonic, time.sleep)
    for k in range(n):
        agenda.enter(5 * k, 1, print, ('T-minus', n - k))
    agenda.run()

if __name__ == '__main__':
    t = threading.Thread(target=countdown, args=(10,))
    t.start()
    t.join()
    sys.exit(0)
