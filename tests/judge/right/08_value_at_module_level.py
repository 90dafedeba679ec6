import multiprocessing
import time
left = multiprocessing.Value("i", 5)

def count(n):
    while n > 0:
        print("T-minus", n)
        n -= 1
        time.sleep(5)

if __name__ == "__main__":
    multiprocessing.Process(target=count, args=(5,)).start()
