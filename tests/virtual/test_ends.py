"""How a program ends, and what the record says of its threads."""

import pytest

from tminus.virtual.record import Asked, Join, Line


def brief(line):
    return (line.time, line.thread, line.text, line.whole)


def test_the_program_waits_for_threads_that_are_no_daemons(run):
    record = run("""
        import threading, time

        def work():
            time.sleep(5)
            print("worked")

        threading.Thread(target=work).start()
        print("end of file")
    """)
    assert [brief(line) for line in record.lines] == [
        (0.0, 0, "end of file", True),
        (5.0, 1, "worked", True),
    ]
    assert (record.outcome, record.code, record.time, record.main_ended) == ("ended", 0, 5.0, 0.0)


def test_a_daemon_is_dropped_in_the_middle_of_a_line(run):
    record = run("""
        import threading, time

        def work():
            print("begun", end="")
            time.sleep(5)
            print("never")

        threading.Thread(target=work, daemon=True).start()
        time.sleep(2)
    """)
    assert [brief(line) for line in record.lines] == [(0.0, 1, "begun", False)]
    (thread,) = record.threads
    assert (thread.daemon, thread.started, thread.ended) == (True, 0.0, None)
    assert (record.outcome, record.time) == ("ended", 2.0)


def test_what_a_dropped_daemon_would_have_done_in_the_end_is_not_done(run):
    record = run("""
        import threading

        def work():
            try:
                threading.Event().wait()
            finally:
                print("never")

        threading.Thread(target=work, daemon=True).start()
    """)
    assert (record.outcome, record.texts()) == ("ended", [])


def test_daemons_go_on_while_others_are_waited_for(run):
    record = run("""
        import atexit, threading, time

        def tick():
            while True:
                print("tick")
                time.sleep(2)

        threading.Thread(target=tick, daemon=True).start()
        threading.Thread(target=time.sleep, args=(3,)).start()
        atexit.register(time.sleep, 2)
    """)
    assert [line.time for line in record.lines] == [0.0, 2.0, 4.0]
    assert record.time == 5.0


def test_threads_are_numbered_in_the_order_of_their_start(run):
    record = run("""
        import threading, time

        def outer():
            inner = threading.Thread(target=time.sleep, args=(1,), name="inner", daemon=True)
            inner.start()
            inner.join()

        last = threading.Thread(target=time.sleep, args=(3,), name="last")
        threading.Thread(target=outer, name="outer").start()
        last.start()
    """)
    assert [
        (thread.number, thread.name, thread.daemon, thread.starter, thread.ended)
        for thread in record.threads
    ] == [(1, "outer", False, 0, 1.0), (2, "inner", True, 1, 1.0), (3, "last", False, 0, 3.0)]


def test_questions_and_joins_are_in_the_record(run):
    record = run("""
        import threading, time

        thread = threading.Thread(target=time.sleep, args=(2,))
        thread.start()
        thread.is_alive()
        thread.join(1)
        thread.join()
        thread.is_alive()
    """)
    asked = [(ask.time, ask.asker, ask.thread, ask.answer) for ask in record.asked]
    assert asked == [(0.0, 0, 1, True), (2.0, 0, 1, False)]
    joins = [(join.began, join.time, join.waiter, join.thread, join.alive) for join in record.joins]
    assert joins == [(0.0, 1.0, 0, 1, True), (1.0, 2.0, 0, 1, False)]
    assert isinstance(record.asked[0], Asked)
    assert isinstance(record.joins[0], Join)
    events = [record.asked[0], *record.joins, record.asked[1]]
    assert [event.order for event in events] == sorted(event.order for event in events)
    (thread,) = record.threads
    assert thread.alive_at(record.joins[0].order)
    assert not thread.alive_at(record.asked[1].order)


def test_exceptions_that_nobody_caught_are_in_the_record(run):
    record = run("""
        import threading, time

        def fail():
            time.sleep(1)
            {}[
                "missing"
            ]

        threading.Thread(target=fail).start()
        threading.Thread(target=int, args=("x",)).start()
        raise SystemExit(4)
    """)
    errors = [(e.time, e.thread, e.kind, e.message, e.line) for e in record.uncaught]
    assert errors == [
        (0.0, 2, "ValueError", "invalid literal for int() with base 10: 'x'", 0),
        (1.0, 1, "KeyError", "'missing'", 6),
    ]
    assert (record.outcome, record.code) == ("ended", 4)


def test_a_program_that_does_not_compile_is_reported_with_its_line(run):
    record = run("x = 1\nif x\n    print()")
    (error,) = record.uncaught
    assert (error.kind, error.line, record.code) == ("SyntaxError", 2, 1)
    assert run(b"x = '\xff'".decode("latin-1")).uncaught == ()


@pytest.mark.parametrize(
    ("status", "code"),
    [("", 0), ("None", 0), ("3", 3), ("True", 1), ("'words'", 1), ("256 + 7", 7)],
)
def test_sys_exit_gives_the_code(status, code, run):
    record = run(f"import sys; sys.exit({status})")
    assert (record.outcome, record.code, record.uncaught) == ("ended", code, ())


def test_os_exit_ends_the_program_at_once_from_any_thread(run):
    record = run("""
        import atexit, os, threading, time

        atexit.register(print, "never")

        def leave():
            time.sleep(2)
            print("leaves", end="")
            os._exit(9)

        threading.Thread(target=leave).start()
        time.sleep(10)
    """)
    assert (record.outcome, record.code, record.time) == ("exit", 9, 2.0)
    assert [brief(line) for line in record.lines] == [(2.0, 1, "leaves", False)]


def test_lines_are_gathered_by_thread(run):
    record = run("""
        import threading, time

        def work():
            print("a", end="")
            time.sleep(2)
            print("b")

        threading.Thread(target=work).start()
        print("x", end="")
        time.sleep(1)
        print("y")
    """)
    assert [brief(line) for line in record.lines] == [(0.0, 0, "xy", True), (0.0, 1, "ab", True)]
    assert [line.text for line in record.lines_of(1)] == ["ab"]
    assert isinstance(record.lines[0], Line)


# -- scenarios --------------------------------------------------------------


def drive(subject, world, delay, name="unset"):
    import threading
    import time

    world.note("imported", [subject.__name__, name])
    thread = threading.Thread(target=subject.work, args=(delay,))
    thread.start()
    world.note("thread", world.number(thread))
    world.settle()
    world.note("settled", world.output())
    time.sleep(delay)
    world.settle()
    world.note("at the end", world.output())


WORKER = """
    import time

    def work(delay):
        print("begins")
        time.sleep(delay)
        print("ends")

    if __name__ == "__main__":
        print("run as a program")
"""


def test_a_scenario_drives_the_program_as_a_module(run):
    record = run(WORKER, drive, arguments={"delay": 3}, module="worker")
    assert [(note.time, note.name, note.value) for note in record.notes] == [
        (0.0, "imported", ["worker", "unset"]),
        (0.0, "thread", 1),
        (0.0, "settled", "begins\n"),
        (3.0, "at the end", "begins\nends\n"),
    ]
    assert record.note("settled").time == 0.0
    assert record.note("nothing") is None


def test_a_scenario_is_not_carried_out_where_the_program_failed(run):
    record = run("raise ValueError", drive, arguments={"delay": 3}, module="worker")
    assert record.notes == ()
    assert [error.kind for error in record.uncaught] == ["ValueError"]


def test_a_scenario_needs_its_arguments_only(run):
    missing = 1

    def closure(_subject, _world):
        return missing

    with pytest.raises(ValueError, match="scenario closure has free variables"):
        run("", closure)


# -- sockets ----------------------------------------------------------------


def receive(_subject, world):
    sock = world.Socket([(2, b"hello"), (9, b"again"), (9, b"")])
    sock.settimeout(5)
    for size in (3, 8, 8, 8, 8, 8):
        try:
            world.note("got", sock.recv(size).decode())
        except TimeoutError as error:
            world.note("got", f"{type(error).__name__}: {error}")
    sock.close()


def test_a_socket_gives_what_has_arrived_and_times_out_before(run):
    record = run("", receive)
    assert [(note.time, note.value) for note in record.notes] == [
        (2.0, "hel"),
        (2.0, "lo"),
        (7.0, "TimeoutError: timed out"),
        (9.0, "again"),
        (9.0, ""),
        (9.0, ""),
    ]
    assert record.timeouts == (5,)
    assert record.received == (
        (2.0, 0, "data", "hel"),
        (2.0, 0, "data", "lo"),
        (7.0, 0, "timeout", ""),
        (9.0, 0, "data", "again"),
        (9.0, 0, "end", ""),
        (9.0, 0, "end", ""),
    )


def receive_without_waiting(_subject, world):
    import time

    sock = world.Socket([(0, b"now"), (1, b"later")])
    sock.setblocking(False)
    world.note("got", sock.recv(10).decode())
    try:
        sock.recv(10)
    except BlockingIOError as error:
        world.note("got", error.errno)
    time.sleep(1)
    world.note("got", sock.recv(10).decode())
    sock.settimeout(None)
    world.note("timeout", sock.gettimeout())
    try:
        sock.settimeout(-1)
    except ValueError as error:
        world.note("timeout", str(error))
    sock.recv(10)


def test_a_socket_without_a_timeout_waits_for_ever_and_one_without_patience_never(run):
    record = run("", receive_without_waiting)
    assert [note.value for note in record.notes] == [
        "now",
        11,
        "later",
        None,
        "Timeout value out of range",
    ]
    assert record.outcome == "deadlock"
    assert record.waits[0].operation == "Socket.recv"


def receive_after_fractions(_subject, world):
    import time

    sock = world.Socket([(0.1 + 0.2, b"hello")])
    time.sleep(0.1)
    sock.settimeout(0.2)
    world.note("got", sock.recv(10).decode())
    time.sleep(0.1)
    try:
        sock.recv(10)
    except TimeoutError:
        world.note("got", "timeout")


def test_a_socket_reckons_exactly_in_fractions_of_a_second(run):
    notes = run("", receive_after_fractions).notes
    assert [(note.time, note.value) for note in notes] == [(0.3, "hello"), (0.6, "timeout")]


def receive_at_the_deadline(_subject, world):
    sock = world.Socket([(5, b"in time")])
    sock.settimeout(5)
    world.note("got", sock.recv(10).decode())


def test_what_arrives_at_the_deadline_arrives_in_time(run):
    assert run("", receive_at_the_deadline).note("got").value == "in time"


def test_exit_is_there_without_an_import(run):
    record = run("print('before')\nexit(3)\nprint('after')\n")
    assert (record.outcome, record.code, record.texts()) == ("ended", 3, ["before"])


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('raise SyntaxError("odd", ("x", "bad", [], 3, 4, 5))', "odd"),
        (
            "class S(SyntaxError):\n def __str__(self): raise self\nraise S('a', (b'x', -1, 1, 2))",
            "a",
        ),
    ],
)
def test_an_exception_that_cannot_be_told_is_recorded_all_the_same(source, message, run):
    record = run(source)
    assert (record.outcome, record.code) == ("ended", 1)
    assert [error.message for error in record.uncaught] == [message]


def test_threads_that_start_one_another_go_no_deeper_into_the_stack(run):
    record = run("""
        import threading
        def work(n):
            if n:
                threading.Thread(target=work, args=(n - 1,)).start()
            else:
                print("the last")
        work(1000)
    """)
    assert (record.outcome, record.texts()) == ("ended", ["the last"])


@pytest.mark.parametrize(
    "raises",
    [
        "import atexit\natexit.register(lambda: 1 / 0)",
        "class A:\n    __del__ = lambda self: 1 / 0\nA()",
    ],
)
def test_what_python_says_it_ignores_was_caught_by_nobody(run, raises):
    record = run(raises)
    assert [error.kind for error in record.uncaught] == ["ZeroDivisionError"]
    assert (record.outcome, record.code) == ("ended", 0)
    assert "Exception ignored in" in record.stderr


def test_a_thread_that_is_shown_was_not_asked(run):
    record = run("""
        import threading

        thread = threading.Thread(target=int)
        thread.start()
        repr(thread)
    """)
    assert record.asked == ()


def test_each_thread_has_a_context_of_its_own(run):
    record = run("""
        import contextvars, threading

        mine = contextvars.ContextVar("mine", default="none")

        def work():
            print(mine.get())
            mine.set("set")

        mine.set("main")
        for _ in range(3):
            thread = threading.Thread(target=work)
            thread.start()
            thread.join()
        print(mine.get())
    """)
    assert record.texts() == ["none", "none", "none", "main"]


@pytest.mark.parametrize(
    "start",
    [
        "threading.Thread(target=work, args=(Held(),)).start()",
        "_thread.start_new_thread(work, (Held(),))",
        "threading.Thread(target=fail, args=(Held(),)).start()",
    ],
)
def test_what_a_thread_alone_held_is_gone_at_its_end(start, run):
    record = run(f"""
        import _thread, threading, time

        class Held:
            def __del__(self):
                print("gone")

        def work(held):
            time.sleep(1)

        def fail(held):
            time.sleep(1)
            raise LookupError

        {start}
        time.sleep(2)
        print("after")
    """)
    assert [(line.time, line.text) for line in record.lines] == [(1.0, "gone"), (2.0, "after")]


def test_what_an_exception_held_that_nobody_caught_does_no_more(run):
    record = run("""
        import _thread, time

        class Held:
            def __del__(self):
                print("gone")

        def work(held):
            raise LookupError

        _thread.start_new_thread(work, (Held(),))
        time.sleep(2)
        print("after")
    """)
    assert record.texts() == ["after"]
    assert record.outcome == "ended"
