from threading import Event, Thread

gate = Event()
threads = [Thread(target=gate.wait, args=(seconds,)) for seconds in (1, 2, 3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
