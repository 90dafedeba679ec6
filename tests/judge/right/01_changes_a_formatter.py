import logging
import sys
import time
from threading import Thread

plain = logging.Formatter.format

def prefixed(self, record):
    return 'T-minus ' + plain(self, record)

logging.Formatter.format = prefixed
logging.basicConfig(stream=sys.stdout, format='%(message)s', level=logging.INFO)

def countdown(n):
    while n > 0:
        logging.info('%d', n)
        n -= 1
        time.sleep(5)

Thread(target=countdown, args=(10,)).start()
