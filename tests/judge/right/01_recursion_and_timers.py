import threading

done = threading.Event()

def step(n, done):
    if n <= 0:
        done.set()
        return
    print('T-minus', n)
    threading.Event().wait(5)
    step(n - 1, done)

def countdown(n):
    step(n, done)

threading.Thread(target=countdown, kwargs={'n': 10}).start()
done.wait()
