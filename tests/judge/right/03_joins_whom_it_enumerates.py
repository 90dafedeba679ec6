import threading, time
for s in (1, 2):
    threading.Thread(target=time.sleep, args=(s,)).start()
for t in threading.enumerate():
    if t is not threading.current_thread():
        t.join()
