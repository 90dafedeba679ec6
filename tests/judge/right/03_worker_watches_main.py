import threading, time
def work():
    for _ in range(5):
        if not threading.main_thread().is_alive():
            return
        time.sleep(1)
t=threading.Thread(target=work)
t.start()
t.join()
