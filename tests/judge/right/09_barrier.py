import threading
import time

def countdown(n, started):
    print('countdown starting')
    started.wait()
    while n > 0:
        print('T-minus', n)
        n -= 1
        time.sleep(5)

started = threading.Barrier(2)
print('launching countdown')
threading.Thread(target=countdown, args=(10, started)).start()
started.wait()
print('countdown is running')
