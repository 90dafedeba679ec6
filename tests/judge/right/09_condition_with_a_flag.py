import threading
import time

class Started:
    def __init__(self):
        self.changed = threading.Condition(threading.Lock())
        self.yes = False

    def tell(self):
        with self.changed:
            self.yes = True
            self.changed.notify()

    def wait(self):
        with self.changed:
            self.changed.wait_for(lambda: self.yes)

def countdown(n, started):
    print('countdown starting')
    started.tell()
    while n > 0:
        print('T-minus', n)
        n -= 1
        time.sleep(5)

def main():
    started = Started()
    print('launching countdown')
    thread = threading.Thread(target=countdown, args=(10, started))
    thread.start()
    started.wait()
    print('countdown is running')
    thread.join()

main()
