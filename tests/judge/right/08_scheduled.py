import multiprocessing
import sched


def count(n):
    scheduler = sched.scheduler()
    for k in range(n):
        scheduler.enter(5 * k, 1, print, ("T-minus", n - k))
    scheduler.run()


if __name__ == "__main__":
    multiprocessing.Process(target=count, args=(5,)).start()
