import sqlite3
import time
from threading import Thread

db = sqlite3.connect('countdown.db', check_same_thread=False)
db.execute('create table log (n integer)')

def countdown(n):
    while n > 0:
        print('T-minus', n)
        db.execute('insert into log values (?)', (n,))
        n -= 1
        time.sleep(5)

t = Thread(target=countdown, args=(10,))
t.start()
t.join()
db.commit()
