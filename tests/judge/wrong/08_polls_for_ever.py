import multiprocessing, threading
def count(n):
    e = threading.Event()
    while True:
        e.wait(1)
if __name__ == "__main__":
    p = multiprocessing.Process(target=count, args=(5,))
    p.start()
    p.join()
