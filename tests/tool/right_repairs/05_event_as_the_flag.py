import threading


class CountdownTask:
    def __init__(self) -> None:
        self._stop = threading.Event()

    def terminate(self) -> None:
        self._stop.set()

    def run(self, n: int) -> None:
        while n > 0 and not self._stop.is_set():
            print("T-minus", n)
            n -= 1
            self._stop.wait(5)


if __name__ == "__main__":
    task = CountdownTask()
    thread = threading.Thread(target=task.run, args=(10,))
    thread.start()
    task.terminate()
    thread.join()
