from threading import Thread
import time
started = False
def countdown(n):
    global started
    print('countdown ', end='')
    started = True
    print('starting')
    while n > 0:
        print('T-minus', n)
        n -= 1
        time.sleep(5)
print('launching countdown')
Thread(target=countdown, args=(10,)).start()
while not started:
    time.sleep(0)
print('countdown is running')
