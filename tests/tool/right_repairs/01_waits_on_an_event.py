from threading import Event, Thread


def countdown(n):
    never = Event()
    while n:
        print("T-minus", n, sep=" ", end="\n")
        n -= 1
        if n:
            never.wait(timeout=5)


Thread(target=lambda: countdown(10), daemon=False).start()
