"""Programs whose fault is known: the fault is found, and told."""

from tminus.virtual.record import Wait

CROSSWISE = """
    import threading

    first, second = threading.Lock(), threading.Lock()

    def one():
        with first:
            with second:
                pass

    def two():
        with second:
            with first:
                pass

    threads = [threading.Thread(target=target, name=target.__name__) for target in (one, two)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""


def test_an_update_is_lost_between_two_statements(explore):
    source = """
        import threading

        total = 0

        def add():
            global total
            value = total
            total = value + 1

        threads = [threading.Thread(target=add) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        print(total)
    """
    by_statements = explore(source, lines=True, bound=1)
    assert by_statements.exhausted
    assert {record.texts()[0] for record in by_statements.records} == {"1", "2"}
    by_operations = explore(source, bound=2)
    assert by_operations.exhausted
    assert {record.texts()[0] for record in by_operations.records} == {"2"}


def test_no_update_is_lost_under_a_lock(explore):
    seen = explore(
        """
        import threading

        total, lock = 0, threading.Lock()

        def add():
            global total
            with lock:
                value = total
                total = value + 1

        threads = [threading.Thread(target=add) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        print(total)
        """,
        lines=True,
        bound=2,
        limit=5000,
    )
    assert seen.exhausted
    assert {record.texts()[0] for record in seen.records} == {"2"}


def test_two_locks_taken_crosswise_are_found_and_named(explore):
    assert {record.outcome for record in explore(CROSSWISE, bound=0).records} == {"ended"}
    seen = explore(CROSSWISE, bound=2)
    assert seen.exhausted
    stuck = [record for record in seen.records if record.outcome == "deadlock"]
    assert stuck
    assert {record.outcome for record in seen.records} == {"deadlock", "ended"}
    for record in stuck:
        joined = Wait(0, "Thread.join", "one", 20, 1)
        assert record.waits[0] == joined
        one, two = record.waits[1:]
        assert (one.thread, one.operation, one.line, one.holder) == (1, "Lock.__enter__", 8, 2)
        assert (two.thread, two.operation, two.line, two.holder) == (2, "Lock.__enter__", 13, 1)
        assert {one.subject, two.subject} == {"lock 1", "lock 2"}
        assert record.code == 1


def test_a_lock_taken_twice_is_a_deadlock_with_oneself(run):
    record = run("""
        import threading

        lock = threading.Lock()
        lock.acquire()
        print("once")
        lock.acquire()
        print("never")
    """)
    assert record.outcome == "deadlock"
    assert record.texts() == ["once"]
    assert record.waits == (Wait(0, "Lock.acquire", "lock 1", 7, 0),)
    assert record.main_ended is None


def test_who_waits_for_a_condition_waits_for_nobody_in_particular(run):
    record = run("""
        import queue, threading

        condition, event, tasks = threading.Condition(), threading.Event(), queue.Queue()

        def wait():
            with condition:
                condition.wait()

        threading.Thread(target=wait).start()
        threading.Thread(target=lambda: event.wait()).start()
        threading.Thread(target=lambda: tasks.get()).start()
        threading.Thread(target=lambda: threading.Semaphore(0).acquire()).start()
        threading.Thread(target=lambda: threading.Barrier(2).wait()).start()
        threading.Thread(target=lambda: queue.SimpleQueue().get()).start()
    """)
    assert record.outcome == "deadlock"
    assert record.waits[1:] == (
        Wait(1, "Condition.wait", "Condition 1", 8, None),
        Wait(2, "Event.wait", "Event 1", 11, None),
        Wait(3, "Queue.get", "Queue 1", 12, None),
        Wait(4, "Semaphore.acquire", "Semaphore 1", 13, None),
        Wait(5, "Barrier.wait", "Barrier 1", 14, None),
        Wait(6, "SimpleQueue.get", "SimpleQueue 1", 15, None),
    )
    main = record.waits[0]
    assert (main.thread, main.line, main.holder) == (0, 0, 1)


def test_who_was_notified_waits_for_the_one_that_holds_the_lock(run):
    record = run("""
        import threading

        condition = threading.Condition()

        def wait():
            with condition:
                condition.wait()

        threading.Thread(target=wait).start()
        with condition:
            condition.notify()
            threading.Event().wait()
    """)
    assert record.outcome == "deadlock"
    assert [(wait.thread, wait.operation, wait.holder) for wait in record.waits] == [
        (0, "Event.wait", None),
        (1, "Condition.wait", 0),
    ]


def test_two_threads_that_join_each_other_are_a_deadlock(run):
    record = run("""
        import threading

        gate = threading.Barrier(2)

        def join(other):
            gate.wait()
            threads[other].join()

        threads = [threading.Thread(target=join, args=(1 - n,), name=f"t{n}") for n in range(2)]
        for thread in threads:
            thread.start()
    """)
    assert record.outcome == "deadlock"
    assert record.waits[1:] == (
        Wait(1, "Thread.join", "t1", 8, 2),
        Wait(2, "Thread.join", "t0", 8, 1),
    )


def test_to_join_oneself_is_an_error_not_a_deadlock(run):
    record = run("import threading; threading.current_thread().join()")
    assert record.outcome == "ended"
    assert [str(error) for error in record.uncaught] == [
        "RuntimeError: cannot join current thread (line 1)"
    ]


def test_a_wake_up_is_lost_when_the_flag_is_looked_at_outside_the_lock(explore):
    source = """
        import threading

        condition, ready = threading.Condition(), False

        def wait():
            if not ready:
                with condition:
                    condition.wait()
            print("goes on")

        threading.Thread(target=wait).start()
        ready = True
        with condition:
            condition.notify()
    """
    seen = explore(source, bound=1)
    assert {record.outcome for record in seen.records} == {"ended", "deadlock"}
    mended = source.replace("if not ready:\n                with condition:", "with condition:\n")
    mended = mended.replace("condition.wait()", "condition.wait_for(lambda: ready)")
    mended = mended.replace("            ready = True", "            with condition: ready = True")
    sound = explore(mended, bound=3, lines=True, limit=3000)
    assert sound.exhausted
    assert {record.outcome for record in sound.records} == {"ended"}


def test_a_condition_waited_for_without_a_loop_is_found(explore):
    source = """
        import threading

        condition, items = threading.Condition(), []

        def take():
            with condition:
                if not items:
                    condition.wait()
                print(items.pop())

        for _ in range(2):
            threading.Thread(target=take, daemon=True).start()
        with condition:
            items.append("item")
            condition.notify_all()
        threading.Event().wait(1)
    """
    careless = explore(source, bound=1)
    assert any(error.kind == "IndexError" for r in careless.records for error in r.uncaught)
    careful = explore(source.replace("if not", "while not"), bound=2, limit=1000)
    assert careful.exhausted
    assert not any(record.uncaught for record in careful.records)
    assert {tuple(record.texts()) for record in careful.records} == {("item",)}


def test_a_thread_safe_queue_loses_nothing_on_any_schedule(explore):
    seen = explore(
        """
        import queue, threading

        tasks, done = queue.Queue(1), []

        def consume():
            while (task := tasks.get()) is not None:
                done.append(task)

        thread = threading.Thread(target=consume)
        thread.start()
        for task in range(3):
            tasks.put(task)
        tasks.put(None)
        thread.join()
        print(done)
        """,
        bound=3,
        limit=3000,
    )
    assert seen.exhausted
    assert {tuple(record.texts()) for record in seen.records} == {("[0, 1, 2]",)}


def test_a_timer_races_with_its_cancellation_at_the_same_moment(explore):
    seen = explore(
        """
        import threading, time
        timer = threading.Timer(1, print, ["fired"])
        timer.start()
        time.sleep(1)
        timer.cancel()
        """,
        bound=1,
    )
    assert {tuple(record.texts()) for record in seen.records} == {("fired",), ()}


def test_check_then_act_on_an_event_is_found(explore):
    seen = explore(
        """
        import threading

        stop = threading.Event()

        def work():
            print("begins")
            if not stop.is_set():
                print("goes on")

        thread = threading.Thread(target=work)
        thread.start()
        print("stops")
        stop.set()
        thread.join()
        """,
        bound=3,
    )
    assert seen.exhausted
    assert {tuple(record.texts()) for record in seen.records} >= {
        ("begins", "stops"),
        ("stops", "begins"),
        ("begins", "stops", "goes on"),
        ("begins", "goes on", "stops"),
        ("stops", "begins", "goes on"),
    }
