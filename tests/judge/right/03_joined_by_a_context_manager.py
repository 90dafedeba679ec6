import contextlib
import threading
import time

@contextlib.contextmanager
def running(target, *args):
    thread = threading.Thread(target=target, args=args)
    thread.start()
    try:
        yield thread
    finally:
        thread.join()

with running(time.sleep, 5):
    pass
