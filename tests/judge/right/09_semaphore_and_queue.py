from queue import Queue
from threading import Thread
from time import sleep

def countdown(n, tell):
    print('countdown starting')
    tell.put('started')
    for left in range(n, 0, -1):
        print('T-minus', left)
        sleep(5)

tell = Queue(maxsize=1)
print('launching countdown')
Thread(target=countdown, args=(10, tell)).start()
assert tell.get() == 'started'
print('countdown is running')
