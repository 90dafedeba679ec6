import threading, time

def countdown(n):
    while n:
        print('T-minus', n)
        n -= 1
        time.sleep(5)

t = threading.Thread(target=countdown, args=(10,))
t.daemon = True
t.start()
t.join(1)
