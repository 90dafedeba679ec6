import threading
from time import sleep


def countdown(n):
    for k in reversed(range(1, n + 1)):
        print(f"T-minus {k}")
        sleep(5)


def main():
    t = threading.Thread(target=countdown, args=[10])
    t.daemon = True
    t.start()


main()
