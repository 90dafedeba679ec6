"""Small programs do on virtual time what they do on the interpreter that runs the tests.

Both print the same lines, write the same to standard error, and exit with the
same code; the real one runs with short sleeps.
"""

import re
import subprocess
import sys
from textwrap import dedent

import pytest

PROGRAMS = {
    "threads in the order of their sleeps": """
        import threading, time

        def late(name, delay):
            time.sleep(delay)
            print(name, threading.current_thread().name, threading.current_thread().daemon)

        for name, delay in [("c", 0.3), ("a", 0.1), ("b", 0.2)]:
            threading.Thread(target=late, args=(name, delay), name=f"T{name}").start()
        print("main", threading.active_count(), sorted(t.name for t in threading.enumerate()))
    """,
    "names that nobody gave": """
        import threading

        class Worker(threading.Thread):
            def run(self):
                print(self.name, threading.current_thread() is self)

        def job():
            print(threading.current_thread().name)

        for thread in (Worker(), threading.Thread(target=job), threading.Timer(0.05, job)):
            thread.start()
            thread.join()
        print(threading.main_thread().name, threading.current_thread() is threading.main_thread())
    """,
    "a thread's life": """
        import threading

        go = threading.Event()
        thread = threading.Thread(target=go.wait)
        print(thread.is_alive(), thread.ident, thread.daemon)
        thread.start()
        print(thread.is_alive(), thread.ident is None, thread in threading.enumerate())
        thread.join(0.05)
        print(thread.is_alive())
        go.set()
        thread.join()
        print(thread.is_alive(), thread in threading.enumerate())
        thread.join()
    """,
    "misuse of threads": """
        import threading

        def attempt(action):
            try:
                print("fine", action())
            except (RuntimeError, ValueError, AssertionError, TypeError) as error:
                print(type(error).__name__, error)

        thread = threading.Thread(target=len, args=("x",))
        attempt(thread.join)
        thread.start()
        thread.join()
        attempt(thread.start)
        attempt(threading.current_thread().join)
        attempt(lambda: setattr(threading.current_thread(), "daemon", True))
        attempt(lambda: threading.Thread(group=1))
        attempt(lambda: threading.Semaphore(-1))
        attempt(lambda: threading.BoundedSemaphore(1).release())
        attempt(lambda: threading.Lock().release())
        attempt(lambda: threading.RLock().release())
        attempt(lambda: threading.Condition().wait())
        attempt(lambda: threading.Condition().notify())
        attempt(lambda: threading.Lock().acquire(False, 1))
        attempt(lambda: threading.Lock().acquire(True, -2))
        attempt(lambda: threading.RLock().acquire(False, 1))
    """,
    "misuse of sleep": """
        import time

        for seconds in (-1, float("nan"), "1", None, 1e10):
            try:
                time.sleep(seconds)
            except (ValueError, TypeError, OverflowError) as error:
                print(type(error).__name__, error)
        time.sleep(0)
        time.sleep(True / 100)
    """,
    "an exception in a thread": """
        import threading

        def fail():
            raise ValueError("in a thread")

        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
        print("goes on")
    """,
    "an exception with a cause in a thread": """
        import threading, time

        def fail():
            try:
                time.sleep(-1)
            except ValueError as error:
                raise LookupError("outer") from error

        thread = threading.Thread(target=fail, name="worker")
        thread.start()
        thread.join()
    """,
    "an exception in the main thread": """
        import threading, time

        def late():
            time.sleep(0.1)
            print("late")

        threading.Thread(target=late).start()
        {}["missing"]
    """,
    "an exception out of the library": """
        import queue

        queue.Queue().get(timeout=0.01)
    """,
    "an exception out of a lock": """
        import threading

        def release():
            threading.Lock().release()

        release()
    """,
    "joining itself": """
        import threading

        threading.current_thread().join()
    """,
    "a program that does not compile": """
        print("never")
        if True print("no")
    """,
    "an import that fails": """
        import no_such_module_anywhere
    """,
    "sys.exit in the main thread": """
        import sys, threading, time

        def late():
            time.sleep(0.1)
            print("late")

        threading.Thread(target=late).start()
        sys.exit(3)
    """,
    "sys.exit with a message": """
        import sys

        sys.exit("a message")
    """,
    "sys.exit in a thread": """
        import sys, threading

        def leave():
            sys.exit(5)

        thread = threading.Thread(target=leave)
        thread.start()
        thread.join()
        print("left", thread.is_alive())
    """,
    "threading.excepthook": """
        import threading

        def hook(args):
            print(args.exc_type.__name__, args.exc_value, args.thread.name)

        threading.excepthook = hook

        def fail():
            raise ValueError("hooked")

        thread = threading.Thread(target=fail, name="worker")
        thread.start()
        thread.join()
    """,
    "a threading.excepthook that fails": """
        import threading

        def hook(args):
            raise LookupError("the hook itself")

        threading.excepthook = hook
        threading.Thread(target=lambda: 1 / 0).start()
    """,
    "sys.excepthook": """
        import sys

        sys.excepthook = lambda kind, error, trace: print("hook", kind.__name__, trace.tb_lineno)
        raise ValueError
    """,
    "atexit": """
        import atexit, threading, time

        def late():
            time.sleep(0.1)
            print("late")

        atexit.register(print, "first registered")
        atexit.register(lambda: print("last registered", threading.active_count()))
        threading.Thread(target=late).start()
        print("end of file")
    """,
    "an atexit function that fails": """
        import atexit

        atexit.register(print, "the other one")

        @atexit.register
        def fail():
            raise ValueError("at the end")
    """,
    "a daemon is dropped": """
        import threading, time

        def ticks():
            while True:
                print("tick")
                time.sleep(0.4)

        threading.Thread(target=ticks, daemon=True).start()
        time.sleep(0.2)
        print("main ends")
    """,
    "a daemon inherits": """
        import threading, time

        def inner():
            print("inner is daemon:", threading.current_thread().daemon)

        def outer():
            thread = threading.Thread(target=inner)
            thread.start()
            thread.join()

        thread = threading.Thread(target=outer, daemon=True)
        thread.start()
        thread.join()
    """,
    "os._exit": """
        import os, threading, time

        def leave():
            time.sleep(0.1)
            os._exit(7)

        threading.Thread(target=leave).start()
        print("waits", flush=True)
        time.sleep(5)
    """,
    "a lock and its timeouts": """
        import threading

        lock = threading.Lock()
        print(lock.acquire(), lock.acquire(False), lock.acquire(timeout=0.05), lock.locked())
        lock.release()
        print(lock.locked())
        with lock as taken:
            print(taken)
        print(re.sub("0x.*", "", repr(lock)) if (re := __import__("re")) else "")
    """,
    "a reentrant lock": """
        import threading

        lock = threading.RLock()

        def other():
            print("other", lock.acquire(False), lock.acquire(timeout=0.01))

        with lock:
            with lock:
                thread = threading.Thread(target=other)
                thread.start()
                thread.join()
        print(lock.acquire(False))
        print("count=1" in repr(lock), repr(lock)[:23])
    """,
    "a condition": """
        import threading

        cond, items = threading.Condition(), []

        def take():
            with cond:
                print(cond.wait_for(lambda: items, timeout=5), items.pop())
                print(cond.wait(0.01), cond.wait_for(lambda: items, 0.01))

        thread = threading.Thread(target=take)
        thread.start()
        with cond:
            items.append("item")
            cond.notify()
        thread.join()
    """,
    "an event": """
        import threading

        event = threading.Event()
        print(event.is_set(), event.wait(0.01))
        threading.Timer(0.05, event.set).start()
        print(event.wait(), event.is_set())
        event.clear()
        print(event.is_set())
    """,
    "semaphores": """
        import threading

        semaphore = threading.BoundedSemaphore(2)
        print(semaphore.acquire(), semaphore.acquire(), semaphore.acquire(False))
        print(semaphore.acquire(timeout=0.01))
        semaphore.release(2)
        with semaphore:
            print("in")
        try:
            semaphore.release()
        except ValueError as error:
            print(error)
    """,
    "a barrier": """
        import threading

        barrier = threading.Barrier(3, action=lambda: print("all here"))
        places = []

        def arrive():
            places.append(barrier.wait())

        threads = [threading.Thread(target=arrive) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        print(sorted(places), barrier.n_waiting)
        try:
            barrier.wait(0.01)
        except threading.BrokenBarrierError:
            print("broken", barrier.broken)
    """,
    "a timer that is cancelled": """
        import threading, time

        timer = threading.Timer(0.1, print, ["never"])
        timer.start()
        timer.cancel()
        timer.join()
        threading.Timer(0.05, print, ["fired"], {"end": "!\\n"}).start()
    """,
    "thread-local data": """
        import threading

        class Mine(threading.local):
            number = 2

            def __init__(self, start):
                self.start = start

        mine, plain = Mine("s"), threading.local()
        plain.value = "main"

        def other():
            print(hasattr(plain, "value"), mine.start, mine.number)
            mine.start = plain.value = "other"
            print(mine.start, sorted(vars(plain)))

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        print(plain.value, mine.start)
        try:
            threading.local(1)
        except TypeError as error:
            print(error)
    """,
    "queues": """
        import queue, threading

        for kind in (queue.Queue, queue.LifoQueue, queue.PriorityQueue, queue.SimpleQueue):
            items = kind()
            for item in (2, 3, 1):
                items.put(item)
            print(kind.__name__, items.qsize(), [items.get() for _ in range(3)], items.empty())
        bounded = queue.Queue(1)
        bounded.put("x")
        print(bounded.full())
        for action in (
            lambda: bounded.put("y", timeout=0.01),
            lambda: bounded.put_nowait("y"),
            lambda: queue.SimpleQueue().get(timeout=0.01),
            lambda: queue.SimpleQueue().get_nowait(),
            lambda: queue.Queue().get(timeout=-1),
            lambda: [bounded.task_done() for _ in range(2)],
        ):
            try:
                action()
            except (queue.Full, queue.Empty, ValueError) as error:
                print(type(error).__module__, type(error).__name__, error)
    """,
    "a consumer and its queue": """
        import queue, threading

        tasks = queue.Queue(2)

        def consume():
            while (task := tasks.get()) is not None:
                print("task", task)
                tasks.task_done()

        thread = threading.Thread(target=consume)
        thread.start()
        for task in range(5):
            tasks.put(task)
        tasks.join()
        tasks.put(None)
        thread.join()
    """,
    "a pool of threads": """
        import time
        from concurrent.futures import ThreadPoolExecutor, TimeoutError, as_completed, wait

        def square(n):
            time.sleep(n / 20)
            if n == 3:
                raise ValueError(n)
            return n * n

        with ThreadPoolExecutor(max_workers=2, thread_name_prefix="pool") as pool:
            print(list(pool.map(square, [2, 1, 0])))
            futures = {pool.submit(square, n): n for n in (4, 2)}
            try:
                next(iter(futures)).result(timeout=0.02)
            except TimeoutError:
                print("not yet")
            for future in as_completed(futures):
                print(futures[future], future.result())
            failed = pool.submit(square, 3)
            print(repr(failed.exception()), failed.done(), failed.cancelled())
            done, pending = wait([pool.submit(square, 0)])
            print(len(done), len(pending))
        try:
            pool.submit(square, 1)
        except RuntimeError as error:
            print(error)
    """,
    "a pool that nobody shuts down": """
        import threading, time
        from concurrent.futures import ThreadPoolExecutor

        def work(n):
            time.sleep(0.05)
            print(n, threading.current_thread().name)

        pool = ThreadPoolExecutor(1)
        for n in range(3):
            pool.submit(work, n)
        print("end of file")
    """,
    "sched": """
        import sched, time

        scheduler = sched.scheduler(time.monotonic, time.sleep)
        scheduler.enter(0.2, 1, print, ("second",))
        scheduler.enter(0.1, 1, print, ("first",))
        gone = scheduler.enter(0.15, 1, print, ("never",))
        scheduler.cancel(gone)
        scheduler.run()
        print(scheduler.empty())
    """,
    "clocks go together": """
        import time
        from datetime import datetime

        def clocks():
            return (
                time.time(), time.monotonic(), time.perf_counter(),
                time.time_ns() / 1e9, time.monotonic_ns() / 1e9, time.perf_counter_ns() / 1e9,
                datetime.now().timestamp(), time.mktime(time.localtime()),
            )

        before = clocks()
        time.sleep(2.1)
        print([int(b - a + 1e-6) for a, b in zip(before[:-1], clocks())])
        print(clocks()[-1] - before[-1] in (2, 3), time.strftime("%Y") == str(datetime.now().year))
    """,
    "print in pieces": """
        import sys

        print("a", "b", sep="-", end="")
        print()
        sys.stdout.write("no newline at the end")
        sys.stdout.writelines(["\\n", "x\\n"])
        print("error", file=sys.stderr)
        print(sys.stdout.isatty(), sys.argv, __name__, __file__.endswith("program.py"))
        sys.stdout.buffer.write("ünï\\n".encode())
    """,
    "logging from threads": """
        import logging, threading

        logging.basicConfig(format="%(threadName)s %(levelname)s %(message)s", level=logging.INFO)
        thread = threading.Thread(target=logging.info, args=("hello",), name="worker")
        thread.start()
        thread.join()
        logging.getLogger("x").warning("from main")
    """,
    "reading standard input": """
        try:
            input("name? ")
        except EOFError as error:
            print("no input:", error)
    """,
    "a thread started by _thread": """
        import _thread, time

        def fail(n, *, k):
            print("raw", n, k)
            _thread.exit()

        _thread.start_new_thread(fail, (1,), {"k": 2})
        time.sleep(0.1)
        lock = _thread.allocate_lock()
        print(lock.acquire(), lock.locked(), _thread.LockType is type(lock))
    """,
    "settings of one thread": """
        import contextvars, threading

        level = contextvars.ContextVar("level", default="none")
        level.set("main")

        def show():
            print(level.get())
            level.set("thread")

        thread = threading.Thread(target=contextvars.copy_context().run, args=(show,))
        thread.start()
        thread.join()
        print(level.get())
    """,
    "an exception being handled belongs to its thread": """
        import sys, threading

        def show():
            print(sys.exc_info())

        try:
            raise ValueError
        except ValueError:
            thread = threading.Thread(target=show)
            thread.start()
            thread.join()
            print(sys.exc_info()[0].__name__)
    """,
}


WITHOUT_SOURCE = {"an atexit function that fails", "a threading.excepthook that fails"}
"""Where the interpreter itself looks for the file to show its lines; here it finds none."""


@pytest.mark.parametrize("name", PROGRAMS)
def test_does_the_same_on_the_real_interpreter(name, run, tmp_path):
    source = dedent(PROGRAMS[name])
    (tmp_path / "program.py").write_text(source, encoding="utf-8")
    real = subprocess.run(
        [sys.executable, "-X", "utf8", "program.py"],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=20,
        check=False,
    )
    record = run(source)
    assert "".join(f"{line}\n" for line in record.texts()) == _whole(real.stdout)
    source_lines = name not in WITHOUT_SOURCE
    expected = _plain(real.stderr.replace(f"{tmp_path}/", ""), source_lines)
    assert _plain(record.stderr, source_lines) == expected
    assert record.code == real.returncode
    assert record.outcome in ("ended", "exit")
    assert not record.outside


def _whole(text):
    return text if text.endswith("\n") or not text else text + "\n"


def _plain(text, source_lines):
    """Without addresses, and without the marks below a line."""
    lines = re.sub(r"0x[0-9a-f]+", "0x…", text).splitlines()
    lines = [line for line in lines if line.strip("~^ ")]
    return [line for line in lines if source_lines or not line.startswith("    ")]
