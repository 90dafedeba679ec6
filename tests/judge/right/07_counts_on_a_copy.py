import threading
import time

class CountdownThread(threading.Thread):
    def __init__(self, n, **options):
        threading.Thread.__init__(self, **options)
        self._n = n

    def run(self):
        for n in range(self._n, 0, -1):
            print("T-minus", n)
            time.sleep(5)

def main():
    with_name = CountdownThread(5, name="countdown")
    with_name.start()
    with_name.join()

if __name__ == "__main__":
    main()
