import threading, time
LINES = [f"T-minus {k}" for k in range(12, 0, -1)]
def countdown(n):
    for line in LINES[-n:] if n else ():
        print(line)
        time.sleep(5)
threading.Thread(target=countdown, args=(10,)).start()
