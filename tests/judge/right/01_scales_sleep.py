import time
from threading import Thread

plain = time.sleep
time.sleep = lambda ticks: plain(ticks * 5)

def countdown(n):
    while n > 0:
        print('T-minus', n)
        n -= 1
        time.sleep(1)

t = Thread(target=countdown, args=(10,))
t.start()
