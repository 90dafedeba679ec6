import logging
import sys
import time
from threading import Thread

logging.basicConfig(stream=sys.stdout, format='%(message)s', level=logging.INFO)

def countdown(n):
    while n > 0:
        logging.info('T-minus %d', n)
        n -= 1
        time.sleep(5)

if __name__ == '__main__':
    t = Thread(target=countdown, args=(10,))
    t.start()
    t.join()
    logging.disable(logging.CRITICAL)
