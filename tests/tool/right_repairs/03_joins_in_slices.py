import threading
import time


class Work(threading.Thread):
    def run(self) -> None:
        time.sleep(12)


work = Work()
work.start()
while work.is_alive():
    work.join(timeout=1)
print("done")
