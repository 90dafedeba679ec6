"""The virtual clock: it moves only when it must, straight to the next deadline."""

import pytest


def times(record):
    return [(line.time, line.text) for line in record.lines]


def test_sleepers_wake_in_the_order_of_their_deadlines(run):
    record = run("""
        import threading, time

        def wake(delay):
            time.sleep(delay)
            print(delay)

        for delay in (30, 10, 20):
            threading.Thread(target=wake, args=(delay,)).start()
    """)
    assert times(record) == [(10.0, "10"), (20.0, "20"), (30.0, "30")]
    assert record.time == 30.0


def test_time_stands_still_while_a_thread_runs(run):
    record = run("""
        import time

        print(time.monotonic(), time.perf_counter(), time.time() - 1e9)
        for _ in range(1000):
            pass
        print(time.monotonic())
    """)
    assert times(record) == [(0.0, "0.0 0.0 0.0"), (0.0, "0.0")]


def test_sums_of_fractions_of_a_second_are_exact(run):
    record = run("""
        import time

        for _ in range(3):
            time.sleep(0.1)
        print(time.monotonic(), time.monotonic_ns(), time.time_ns())
    """)
    assert times(record) == [(0.3, "0.3 300000000 1000000000300000000")]


def test_deadlines_that_are_equal_by_addition_are_one_moment(explore):
    seen = explore(
        """
        import threading, time

        def thrice():
            for _ in range(3):
                time.sleep(0.1)
            print("thrice")

        def once():
            time.sleep(0.3)
            print("once")

        for target in (thrice, once):
            threading.Thread(target=target).start()
        """,
        bound=0,
    )
    assert {tuple(record.texts()) for record in seen.records} == {
        ("thrice", "once"),
        ("once", "thrice"),
    }
    assert {line.time for record in seen.records for line in record.lines} == {0.3}


@pytest.mark.parametrize(
    ("wait", "seconds"),
    [
        ("time.sleep(2.5)", 2.5),
        ("threading.Event().wait(2.5)", 2.5),
        ("held.acquire(timeout=2.5)", 2.5),
        ("reentrant.acquire(timeout=2.5)", 2.5),
        ("forever.join(2.5)", 2.5),
        ("forever.join(-1)", 0.0),
        ("condition.wait(2.5)", 2.5),
        ("condition.wait_for(lambda: False, 2.5)", 2.5),
        ("threading.Semaphore(0).acquire(timeout=2.5)", 2.5),
        ("threading.BoundedSemaphore(1).acquire(timeout=2.5)", 0.0),
        ("caught(threading.Barrier(2).wait, 2.5)", 2.5),
        ("caught(queue.Queue().get, True, 2.5)", 2.5),
        ("caught(queue.SimpleQueue().get, True, 2.5)", 2.5),
        ("caught(full.put, 'x', True, 2.5)", 2.5),
        ("caught(future.result, 2.5)", 2.5),
        ("futures.wait([future], 2.5)", 2.5),
        ("select_timer(2.5)", 2.5),
    ],
)
def test_a_timeout_takes_its_time(wait, seconds, run):
    record = run(f"""
        import concurrent.futures as futures, queue, threading, time

        held, reentrant, condition = threading.Lock(), threading.RLock(), threading.Condition()
        future, full = futures.Future(), queue.Queue(1)
        full.put("x")
        held.acquire()
        condition.acquire()
        thread = threading.Thread(target=reentrant.acquire)
        thread.start()
        thread.join()
        forever = threading.Thread(target=threading.Event().wait, daemon=True)
        forever.start()

        def caught(action, *args):
            try:
                return action(*args)
            except (threading.BrokenBarrierError, queue.Empty, queue.Full, TimeoutError):
                return False

        def select_timer(seconds):
            timer = threading.Timer(seconds, int)
            timer.start()
            timer.join()

        {wait}
        print("waited")
    """)
    assert not record.uncaught
    assert times(record) == [(seconds, "waited")]


@pytest.mark.parametrize(
    "wait", ["lock.acquire(timeout=1)", "rlock.acquire(timeout=1)", "held.join(1)"]
)
def test_what_is_waited_for_may_come_at_the_very_moment_of_the_deadline(wait, explore):
    seen = explore(
        f"""
        import threading, time

        lock, rlock = threading.Lock(), threading.RLock()
        lock.acquire()

        def hold():
            with rlock:
                time.sleep(1)
            lock.release()

        held = threading.Thread(target=hold)
        held.start()
        print({wait} if "join" not in "{wait}" else ({wait}, not held.is_alive())[1])
        """,
        bound=0,
    )
    assert {(record.outcome, *record.texts()) for record in seen.records} == {
        ("ended", "True"),
        ("ended", "False"),
    }
    assert not any(record.uncaught for record in seen.records)


def test_a_busy_wait_for_another_thread_ends(run):
    record = run("""
        import threading, time

        done = False

        def work():
            global done
            time.sleep(3)
            done = True

        threading.Thread(target=work).start()
        while not done:
            pass
        print("done")
    """)
    assert times(record) == [(3.0, "done")]


@pytest.mark.parametrize("pause", ["pass", "time.sleep(0)", "lock.acquire(); lock.release()"])
def test_several_busy_waits_starve_neither_one_another_nor_time(pause, run):
    record = run(f"""
        import threading, time

        done, lock = False, threading.Lock()

        def wait(name):
            while not done:
                {pause}
            print(name)

        for name in "abc":
            threading.Thread(target=wait, args=(name,)).start()
        time.sleep(3)
        done = True
        time.sleep(1)
        print("main")
    """)
    assert record.outcome == "ended"
    assert sorted(record.texts()) == ["a", "b", "c", "main"]
    assert all(line.time >= 3 for line in record.lines)


def test_a_busy_wait_that_holds_a_lock_most_of_the_time_leaves_it_to_others(run):
    record = run("""
        import threading

        lock, done = threading.Lock(), False

        def spin():
            while True:
                with lock:
                    if done:
                        return
                    x = 1

        def finish():
            global done
            with lock:
                done = True

        for target in (spin, finish):
            threading.Thread(target=target).start()
    """)
    assert record.outcome == "ended"


def test_a_thousand_virtual_seconds_are_for_ever(run):
    assert run("import time; time.sleep(1000); print('x')").outcome == "ended"
    record = run("import time; time.sleep(1000.5); print('x')")
    assert (record.outcome, record.texts()) == ("endless", [])


def test_time_may_pass_while_a_thread_could_run_if_threads_are_held_back(explore):
    source = """
        import threading, time

        def wake():
            time.sleep(1)
            print("woke")

        threading.Thread(target=wake).start()
        print("main")
    """
    together = explore(source, bound=1)
    assert {tuple(record.texts()) for record in together.records} == {("main", "woke")}
    held = explore(source, bound=1, hold_back=True)
    assert {tuple(times(record)) for record in held.records} == {
        ((0.0, "main"), (1.0, "woke")),
        ((1.0, "woke"), (1.0, "main")),
        ((1.0, "main"), (1.0, "woke")),
    }
    assert held.exhausted


def test_of_two_with_the_same_deadline_either_may_go_first_when_a_thread_is_held_back(explore):
    seen = explore(
        """
        import threading, time

        def wake(name):
            time.sleep(1)
            print(name)

        for name in "ab":
            threading.Thread(target=wake, args=(name,)).start()
        print("main")
        """,
        bound=1,
        hold_back=True,
    )
    texts = {"".join(record.texts()) for record in seen.records}
    assert texts >= {"abmain", "bamain", "amainb", "bmaina", "mainab", "mainba"}


def test_local_time_is_virtual_too(run):
    record = run("""
        import time
        from datetime import datetime, timedelta

        start, text, moment = datetime.now(), time.strftime("%S"), time.localtime()
        time.sleep(90)
        print(datetime.now() - start == timedelta(seconds=90))
        print(time.mktime(time.localtime()) - time.mktime(moment), time.gmtime(0).tm_year)
        print((int(time.strftime("%S")) - int(text)) % 60, time.ctime() == time.asctime())
    """)
    assert record.texts() == ["True", "90.0 1970", "30 True"]


@pytest.mark.parametrize(
    "wait",
    [
        "queue.Queue().get(timeout=0.1)",
        "c.wait_for(lambda: False, timeout=0.1)",
        "threading.Semaphore(0).acquire(timeout=0.1)",
    ],
)
def test_a_time_out_that_leaves_less_than_a_nanosecond_to_wait_comes_to_an_end(wait, run):
    record = run(f"""
        import queue, threading, time
        c = threading.Condition()
        for _ in range(100):
            try:
                with c:
                    {wait}
            except queue.Empty:
                pass
        print(round(time.monotonic(), 6))
    """)
    assert (record.outcome, record.texts()) == ("ended", ["10.0"])
