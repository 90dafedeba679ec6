import sys
import time as clock
from threading import Thread


def countdown(n):
    begin = clock.monotonic()
    for k in range(n):
        wait = begin + 5 * k - clock.monotonic()
        if wait > 0:
            clock.sleep(wait)
        sys.stdout.write("T-minus " + str(n - k) + "\n")
        sys.stdout.flush()


t = Thread(target=countdown, args=(10,))
t.start()
