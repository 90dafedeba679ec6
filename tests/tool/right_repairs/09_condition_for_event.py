import threading
import time

begun = False
changed = threading.Condition()


def countdown(n):
    global begun
    print("countdown starting")
    with changed:
        begun = True
        changed.notify()
    while n > 0:
        print("T-minus", n)
        time.sleep(5)
        n -= 1


print("launching countdown")
t = threading.Thread(target=countdown, args=(10,))
t.start()
with changed:
    changed.wait_for(lambda: begun)
print("countdown is running")
t.join()
