import os
import time


def count(n):
    while n > 0:
        print("T-minus", n)
        n -= 1
        time.sleep(5)

if __name__ == "__main__":
    pid = os.fork()
    if pid == 0:
        count(5)
        os._exit(0)
    os.waitid(os.P_PID, pid, os.WEXITED)
