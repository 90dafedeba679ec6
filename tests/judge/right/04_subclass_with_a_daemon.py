import threading
import time

def countdown(n):
    for n in reversed(range(1, n + 1)):
        print('T-minus', n)
        threading.Event().wait(timeout=5)

class Background(threading.Thread):
    def __init__(self, n):
        super().__init__(daemon=True)
        self.n = n

    def run(self):
        countdown(self.n)

def main():
    Background(10).start()

if __name__ == '__main__':
    main()
