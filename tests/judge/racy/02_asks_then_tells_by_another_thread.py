from threading import Event,Thread
import time

# The answer travels through an event that the thread itself sets too early.
nearly=Event()

def run():
	time.sleep(5)
	nearly.set()

t=Thread(target=run)
t.start()

alive=t.is_alive()
print("still running" if alive and not nearly.is_set() else 'completed')
