import threading

sema = threading.Semaphore(0)


def worker(n, sema):
    sema.acquire()
    print("Working", n)


def main():
    for i in range(10):
        threading.Thread(target=worker, args=(i, sema)).start()


if __name__ == "__main__":
    main()
