import threading
import time


def main():
    def work():
        time.sleep(5)
    thread = threading.Thread(target=work)
    thread.start()
    try:
        print({True: "still running", False: "completed"}[thread.is_alive()])
    finally:
        thread.join()


if __name__ == "__main__":
    main()
