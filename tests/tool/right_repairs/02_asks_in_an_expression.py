import time
from threading import Thread


def nap() -> None:
    time.sleep(0.5)


sleeper = Thread(target=nap)
sleeper.start()
print("still running" if sleeper.is_alive() else "completed")
