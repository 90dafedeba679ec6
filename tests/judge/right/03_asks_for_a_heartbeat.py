import threading, time
def beat():
    while True:
        time.sleep(1)
hb = threading.Thread(target=beat, daemon=True)
hb.start()
t=threading.Thread(target=time.sleep, args=(5,))
t.start()
if not hb.is_alive():
    print("no heart")
t.join()
print("over")
