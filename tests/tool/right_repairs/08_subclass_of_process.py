import multiprocessing
import time


class Countdown(multiprocessing.Process):
    def __init__(self, n):
        super().__init__()
        self.n = n

    def run(self):
        for k in range(self.n, 0, -1):
            print(f"T-minus {k}", flush=True)
            time.sleep(5)


def main():
    process = Countdown(5)
    process.start()
    process.join()


if __name__ == "__main__":
    main()
