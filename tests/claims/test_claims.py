"""What the document's text claims about threads, asked of the real interpreter.

One test for each claim in ``claims.toml``, by name. Nothing here is timed: a
thread that is waited for is waited for through an event or a join, and `GUARD`
only ends a test that hangs. What ends or stalls an interpreter, or must not be
disturbed, runs in an interpreter of its own.
"""

import ctypes
import operator
import os
import queue
import socket
import subprocess
import sys
import threading
from collections import Counter, deque
from textwrap import dedent

import pytest

GUARD = 60
"""Real seconds after which a hanging test gives up; a passing one never waits for them."""


def start(target, *args):
    """Start a thread; a daemon, so that a failing test cannot keep the interpreter."""
    thread = threading.Thread(target=target, args=args, daemon=True)
    thread.start()
    return thread


def ended(*threads):
    """Whether all of them end."""
    for thread in threads:
        thread.join(GUARD)
    return not any(thread.is_alive() for thread in threads)


def run(program):
    """The lines that a program prints in an interpreter of its own, which must end well."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", dedent(program)],
        capture_output=True,
        text=True,
        timeout=GUARD,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def test_a_thread_runs_whatever_can_be_called():
    class Task:
        def method(self, found):
            found.append(threading.current_thread())

        def __call__(self, found):
            self.method(found)

    def function(found):
        found.append(threading.current_thread())

    for target in (function, lambda found: function(found), Task().method, Task()):
        found = []
        thread = start(target, found)
        assert ended(thread)
        assert found == [thread]
    built_in = []
    assert ended(start(built_in.append, 1))
    assert built_in == [1]


def test_a_thread_runs_in_a_native_thread_of_the_operating_system():
    gate = threading.Event()
    threads = [start(gate.wait) for _ in range(3)]
    natives = {thread.native_id for thread in threads} | {threading.get_native_id()}
    assert len(natives) == 4
    if sys.platform == "linux":  # where the system's own list can be read
        assert natives <= {int(name) for name in os.listdir("/proc/self/task")}
    gate.set()
    assert ended(*threads)


def test_a_thread_says_whether_it_is_alive():
    gate = threading.Event()
    thread = threading.Thread(target=gate.wait, daemon=True)
    assert not thread.is_alive()
    thread.start()
    assert thread.is_alive()
    gate.set()
    assert ended(thread)
    assert not thread.is_alive()


def test_join_returns_when_the_thread_has_ended():
    gate, joining, order = threading.Event(), threading.Event(), []

    def work():
        gate.wait()
        order.append("the thread's last act")

    def wait(thread):
        joining.set()
        thread.join()
        order.append("joined")

    worker = start(work)
    waiter = start(wait, worker)
    assert joining.wait(GUARD)
    worker.join(timeout=0)  # a limit that has passed: join returns, and the thread lives
    assert worker.is_alive()
    assert not order
    gate.set()
    assert ended(worker, waiter)
    assert order == ["the thread's last act", "joined"]


def test_the_interpreter_stays_until_every_thread_but_the_daemons_has_ended():
    assert run("""
        import threading

        def stay():
            threading.main_thread().join()
            print("a thread, after the main thread")

        threading.Thread(target=stay).start()
        print("the main thread's last line")
    """) == ["the main thread's last line", "a thread, after the main thread"]


def test_the_main_thread_goes_on_while_other_threads_run():
    gate = threading.Event()
    thread = start(gate.wait)
    # These statements run, though the thread cannot end before the gate is opened.
    assert thread.is_alive()
    gate.set()
    assert ended(thread)


def test_a_daemon_thread_can_be_joined():
    gate, order = threading.Event(), []

    def work():
        gate.wait()
        order.append("the daemon's last act")

    thread = start(work)
    assert thread.daemon
    gate.set()
    thread.join()
    assert not thread.is_alive()
    assert order == ["the daemon's last act"]


def test_a_daemon_thread_is_dropped_when_the_program_ends():
    assert run("""
        import threading

        running = threading.Event()

        def work():
            try:
                running.set()
                threading.Event().wait()
            finally:
                print("never: the thread does not get to clean up")

        threading.Thread(target=work, daemon=True).start()
        running.wait()
        print("the main thread's last line")
    """) == ["the main thread's last line"]


class Stop(BaseException):
    """What is raised in a thread from outside."""


def raise_in(thread):
    """Have the interpreter raise `Stop` in another thread."""
    ident = ctypes.c_ulong(thread.ident)
    assert ctypes.pythonapi.PyThreadState_SetAsyncExc(ident, ctypes.py_object(Stop)) == 1


@pytest.mark.skipif(
    sys.implementation.name != "cpython", reason="PyThreadState_SetAsyncExc is CPython's"
)
def test_a_thread_is_ended_from_outside_only_through_an_exception_between_its_steps():
    assert not {"kill", "terminate", "stop", "cancel", "interrupt"} & set(dir(threading.Thread))

    running, given_up, stopped = threading.Event(), threading.Event(), []

    def compute():
        running.set()
        while not given_up.is_set():
            pass

    # The `except` stands in the caller: within one function CPython 3.13 can raise
    # the exception at the jump of the loop, which no `try` around it covers.
    def stoppable(target, when):
        try:
            target()
        except Stop:
            stopped.append(when)

    thread = start(stoppable, compute, "while it computed")
    assert running.wait(GUARD)
    raise_in(thread)
    thread.join(GUARD)
    given_up.set()
    assert ended(thread)
    assert stopped == ["while it computed"]

    inside, gate, left = (threading.Lock() for _ in range(3))
    for lock in (inside, gate, left):
        lock.acquire()

    def block():
        # One step of the interpreter: say so, block, say so again.
        calls = (inside.release, gate.acquire, left.release)
        deque(map(operator.call, calls), maxlen=0)

    thread = start(stoppable, block, "after it had blocked")
    assert inside.acquire(timeout=GUARD)
    raise_in(thread)
    assert not left.acquire(blocking=False)  # it blocks on, exception or not
    assert thread.is_alive()
    gate.release()
    assert left.acquire(timeout=GUARD)  # and what it was at is done to its end
    assert ended(thread)
    assert stopped == ["while it computed", "after it had blocked"]


@pytest.mark.skipif(os.name != "posix", reason="this system has no signals for threads")
def test_a_signal_can_be_sent_to_a_thread_but_its_handler_runs_in_the_main_thread():
    assert run("""
        import os
        import signal
        import threading

        USR1 = signal.SIGUSR1
        end, start = os.pipe()
        os.set_blocking(start, False)
        signal.set_wakeup_fd(start)
        handlers, received, gate = [], [], threading.Event()
        signal.signal(USR1, lambda *_: handlers.append(threading.current_thread().name))

        thread = threading.Thread(target=gate.wait)
        thread.start()
        signal.pthread_kill(thread.ident, USR1)
        os.read(end, 1)  # the interpreter writes a byte once the signal has come
        print("handled in", *handlers)
        gate.set()
        thread.join()

        signal.pthread_sigmask(signal.SIG_BLOCK, [USR1])
        thread = threading.Thread(target=lambda: received.append(signal.sigwait([USR1])))
        thread.start()
        signal.pthread_kill(thread.ident, USR1)
        thread.join()
        print("received by the thread:", received == [USR1])
    """) == ["handled in MainThread", "received by the thread: True"]


@pytest.mark.skipif(
    not hasattr(os, "sched_setaffinity"), reason="this system does not bind threads to cores"
)
def test_the_operating_system_lets_a_single_thread_be_bound_to_a_core():
    gate, seen = threading.Event(), []

    def work():
        gate.wait()
        seen.append(os.sched_getaffinity(0))

    before = os.sched_getaffinity(0)
    thread = start(work)
    os.sched_setaffinity(thread.native_id, {min(before)})
    gate.set()
    assert ended(thread)
    assert seen == [{min(before)}]
    assert os.sched_getaffinity(0) == before  # the others are as free as they were


def test_a_thread_that_looks_at_a_flag_can_be_asked_to_end():
    class Task:
        running = True

        def run(self):
            while self.running:
                pass

    task, other = Task(), Task()
    thread, neighbour = start(task.run), start(other.run)
    assert thread.is_alive()
    task.running = False
    assert ended(thread)
    assert neighbour.is_alive()
    other.running = False
    assert ended(neighbour)


def test_a_timeout_brings_a_blocked_thread_back_to_its_flag():
    here, there = socket.socketpair()
    running, waited = threading.Event(), threading.Event()
    running.set()

    def work():
        here.settimeout(0.001)
        while running.is_set():
            try:
                here.recv(1)
            except TimeoutError:
                waited.set()

    with here, there:
        thread = start(work)
        assert waited.wait(GUARD)
        assert thread.is_alive()  # the timeout by itself ends nothing
        running.clear()
        assert ended(thread)


# Each of two threads computes until it sees that the other is computing too, or until
# it has done all its rounds. Neither is ever made to give way, and neither blocks.
MEET = """
    import sys
    import threading

    sys.setswitchinterval(3600)
    gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    most = 1_000_000 if gil else sys.maxsize
    ready = threading.Barrier(2)
    computing, met = [False, False], [False, False]

    def compute(me):
        ready.wait()
        computing[me] = True
        rounds = 0
        while not computing[1 - me] and rounds < most:
            rounds += 1
        met[me] = computing[1 - me]

    threads = [threading.Thread(target=compute, args=(me,)) for me in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("a GIL" if gil else "no GIL", *sorted(met))
"""


def free_threaded():
    """Whether an interpreter started afresh runs without the GIL."""
    question = "import sys; print(getattr(sys, '_is_gil_enabled', lambda: True)())"
    return run(question) == ["False"]


def test_where_there_is_a_gil_one_thread_computes_at_a_time():
    if free_threaded():
        pytest.skip("this interpreter runs without a GIL")
    # The second begins after the first has done all its rounds.
    assert run(MEET) == ["a GIL False True"]


def test_on_a_free_threaded_build_two_threads_compute_at_once():
    if not free_threaded():
        pytest.skip("this interpreter has a GIL; a free-threaded build has none")
    assert run(MEET) == ["no GIL True True"]


def test_code_that_lets_go_of_the_gil_computes_beside_python_code():
    # Nobody is made to give way: the main thread runs only because hashing lets it.
    assert run("""
        import hashlib
        import sys
        import threading

        sys.setswitchinterval(3600)
        data = bytes(1_000_000)
        hashing, came = threading.Lock(), []
        hashing.acquire()

        def work():
            hashing.release()
            while not came:
                hashlib.sha256(data)

        thread = threading.Thread(target=work)
        thread.start()
        hashing.acquire()
        came.append("the main thread")
        thread.join()
        print(*came)
    """) == ["the main thread"]


def test_a_thread_that_waits_for_input_lets_the_others_run():
    # Nobody is made to give way: the main thread runs only because reading lets it.
    assert run("""
        import os
        import sys
        import threading

        sys.setswitchinterval(3600)
        end, start = os.pipe()
        thread = threading.Thread(target=lambda: print(os.read(end, 5).decode()))
        thread.start()
        os.write(start, b"hello")
        thread.join()
    """) == ["hello"]


def test_a_subclass_of_thread_runs_its_run_method_in_the_new_thread():
    class Count(threading.Thread):
        def __init__(self, n):
            super().__init__(daemon=True)
            self.n = n
            self.found = []

        def run(self):
            while self.n > 0:
                self.n -= 1
                self.found.append(threading.current_thread())

    thread = Count(3)
    thread.start()
    assert ended(thread)
    assert thread.found == [thread] * 3


def test_multiprocessing_runs_code_in_a_process_of_its_own():
    assert run("""
        import multiprocessing
        import os

        here = []
        context = multiprocessing.get_context("spawn")
        process = context.Process(target=os._exit, args=(7,))  # would end this process too
        process.start()
        process.join()
        print(process.exitcode, process.pid != os.getpid())
        process = context.Process(target=here.append, args=(1,))
        process.start()
        process.join()
        print(process.exitcode, here)  # the child has a list of its own
    """) == ["7 True", "0 []"]


def test_an_event_starts_unset():
    event = threading.Event()
    assert not event.is_set()
    assert not event.wait(timeout=0)


def test_a_wait_goes_on_once_the_event_is_set():
    event, order = threading.Event(), []

    def wait():
        event.wait()
        order.append("went on")

    thread = start(wait)
    order.append("set")
    event.set()
    assert ended(thread)
    assert order == ["set", "went on"]
    assert event.wait()  # it stays set: who comes later does not wait at all


def test_an_event_can_be_used_again_but_who_comes_late_has_missed_it():
    tick, tock, rounds = threading.Event(), threading.Event(), []

    def follow():
        for number in range(3):
            tick.wait()
            tick.clear()  # by the only one who waits, before the answer: nothing is lost
            rounds.append(number)
            tock.set()

    thread = start(follow)
    for _ in range(3):
        tick.set()
        assert tock.wait(GUARD)
        tock.clear()
    assert ended(thread)
    assert rounds == [0, 1, 2]

    tick.set()
    tick.clear()  # by the one who sets it: who waits from here on
    assert not tick.wait(timeout=0)  # learns nothing of it


def test_a_condition_tells_every_thread_of_every_round():
    condition, told, followers, rounds = threading.Condition(), Counter(), 3, 4
    number = 0
    everyone = threading.Barrier(followers + 1)

    def follow():
        last = 0
        while last < rounds:
            with condition:
                condition.wait_for(lambda: number > last)  # noqa: B023
                last = number
                told[last] += 1
            everyone.wait(GUARD)

    threads = [start(follow) for _ in range(followers)]
    for _ in range(rounds):
        with condition:
            number += 1
            condition.notify_all()
        everyone.wait(GUARD)
    assert ended(*threads)
    assert told == {1: 3, 2: 3, 3: 3, 4: 3}
    with condition:  # who comes late sees it by the number, without a wait
        assert condition.wait_for(lambda: number > 3, timeout=0)


def test_a_flag_that_is_flipped_twice_between_two_looks_hides_both_ticks():
    condition, looked, ticks = threading.Condition(), threading.Semaphore(0), []
    flag = 0

    def wait_for_tick():
        with condition:
            last = flag
            while last == flag:
                looked.release()
                condition.wait()
            ticks.append(flag)

    thread = start(wait_for_tick)
    assert looked.acquire(timeout=GUARD)
    with condition:  # which the thread lets go of only in its wait
        for _ in range(2):
            flag ^= 1
            condition.notify_all()
    assert looked.acquire(timeout=GUARD)  # it was woken, and looked
    with condition:
        assert ticks == []  # and waits again: both ticks are lost
        flag ^= 1
        condition.notify_all()
    assert ended(thread)
    assert ticks == [1]


def test_setting_an_event_wakes_all_that_wait():
    event, coming = threading.Event(), threading.Barrier(6)

    def wait():
        coming.wait(GUARD)
        event.wait()

    threads = [start(wait) for _ in range(5)]
    coming.wait(GUARD)
    assert all(thread.is_alive() for thread in threads)
    event.set()
    assert ended(*threads)


def test_a_notify_wakes_one_of_those_who_wait_on_a_condition():
    condition, arrived, woken, told = threading.Condition(), [], [], threading.Semaphore(0)

    def wait(me):
        with condition:
            arrived.append(me)
            told.release()
            condition.wait()
            woken.append(me)
            told.release()

    threads = [start(wait, me) for me in range(3)]
    for _ in threads:
        assert told.acquire(timeout=GUARD)
    for count in (1, 2, 3):
        with condition:  # all have arrived, and hold no lock: they wait
            assert (len(arrived), len(woken)) == (3, count - 1)
            condition.notify()
        assert told.acquire(timeout=GUARD)
    assert ended(*threads)
    assert sorted(woken) == [0, 1, 2]


def pool(count):
    """Workers on a semaphore at zero; what they did, and a semaphore that says so."""
    gate, done, told = threading.Semaphore(0), [], threading.Semaphore(0)
    coming = threading.Barrier(count + 1)

    def work(me):
        coming.wait(GUARD)
        gate.acquire()
        done.append(me)
        told.release()

    threads = [start(work, me) for me in range(count)]
    coming.wait(GUARD)
    return threads, gate, done, told


def test_workers_on_a_semaphore_at_zero_all_wait():
    threads, gate, done, _told = pool(3)
    assert not gate.acquire(blocking=False)  # there is nothing to be had
    assert all(thread.is_alive() for thread in threads)
    assert done == []
    gate.release(3)
    assert ended(*threads)


def test_a_release_of_a_semaphore_wakes_one_of_those_who_wait():
    threads, gate, done, told = pool(3)
    for count in (1, 2, 3):
        gate.release()
        assert told.acquire(timeout=GUARD)
        assert not gate.acquire(blocking=False)  # used up: nothing is left to wake another
        assert len(done) == count
    assert ended(*threads)
    assert sorted(done) == [0, 1, 2]


def test_a_queue_hands_each_item_to_one_thread_in_the_order_they_were_put():
    items, taken, end = queue.Queue(), queue.Queue(), object()

    def take(me):
        while (item := items.get()) is not end:
            taken.put((me, item))

    threads = [start(take, me) for me in range(4)]
    for item in range(100):
        items.put(item)
    for _ in threads:
        items.put(end)
    assert ended(*threads)
    pairs = [taken.get_nowait() for _ in range(taken.qsize())]
    assert sorted(item for _me, item in pairs) == list(range(100))
    for me in range(4):
        mine = [item for who, item in pairs if who == me]
        assert mine == sorted(mine)
