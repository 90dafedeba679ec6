import threading
import time

def countdown(n: int) -> None:
    began = time.perf_counter()
    for k in range(n):
        print("T-minus", n - k, flush=True)
        while (left := began + 5 * (k + 1) - time.perf_counter()) > 0:
            time.sleep(left)

def main() -> None:
    thread = threading.Thread(target=countdown, args=(10,), name="countdown")
    thread.start()

if __name__ == "__main__":
    main()
