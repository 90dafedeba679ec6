from threading import Thread
import time

# It asks once, but tells what a flag says: by then the answer may be an old one.
completed=False

def run():
	global completed
	time.sleep(5)
	completed=True

t=Thread(target=run)
t.start()

t.is_alive()
if not completed:
	print("still running")
else:
	print('completed')
