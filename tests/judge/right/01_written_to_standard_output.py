import sys, threading, time

def countdown(n):
    while True:
        if n <= 0:
            return
        sys.stdout.write('T-minus ')
        sys.stdout.write(str(n) + '\n')
        sys.stdout.flush()
        n -= 1
        for _ in range(10):
            time.sleep(0.5)

class Counting(threading.Thread):
    def run(self):
        countdown(10)

Counting().start()
