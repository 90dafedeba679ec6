from threading import Thread, Event
import sys, time
def countdown(n, evt):
    sys.stdout.write('countdown starting')
    evt.set()
    print('')
    for k in range(n, 0, -1):
        print('T-minus', k)
        time.sleep(5)
evt = Event()
print('launching countdown')
Thread(target=countdown, args=(10, evt)).start()
evt.wait()
print('countdown is running')
