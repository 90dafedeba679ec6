"""A schedule is a list of choices: where there are any, what they do, that they replay exactly."""

import pytest

from tminus.virtual.runner import Program, Runner

BUSY = b"""
import logging, queue, random, sched, threading, time
from concurrent.futures import ThreadPoolExecutor, as_completed

logging.basicConfig(format="%(threadName)s %(message)s")
lock, condition, tasks = threading.RLock(), threading.Condition(), queue.Queue(2)
barrier, local, total = threading.Barrier(2), threading.local(), 0

def produce(n):
    for i in range(n):
        time.sleep(random.choice((0.5, 1)))
        tasks.put((n, i), timeout=3)
    local.n = n
    barrier.wait()

def consume():
    global total
    try:
        while True:
            n, i = tasks.get(timeout=2)
            with lock, condition:
                value = total
                total = value + n
                condition.notify_all()
            print("took", n, i)
    except queue.Empty:
        logging.warning("no more")

def watch():
    with condition:
        while total < 5:
            condition.wait(1.5)
    print("total", total, sorted({"some", "words", "in", "a", "set"}, key=hash)[0])

threads = [threading.Thread(target=produce, args=(n,)) for n in (2, 3)]
threads += [threading.Thread(target=consume), threading.Timer(1, watch)]
threads[-1].daemon = True
for thread in threads:
    thread.start()
with ThreadPoolExecutor(2) as pool:
    for future in as_completed([pool.submit(pow, 2, n) for n in range(3)]):
        print(future.result())
for thread in threads:
    thread.join(2)
"""
MODES = [{}, {"lines": True}, {"hold_back": True}, {"lines": True, "hold_back": True}]


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: "+".join(mode) or "operations only")
def test_every_schedule_replays_exactly_from_its_choices(mode, virtual):
    program = Program(BUSY, "busy.py")
    seen = virtual.explore(program, limit=15, samples=25, **mode)
    assert len(seen.records) > 20
    with Runner() as another:
        for record in seen.records:
            assert record.outcome in ("ended", "deadlock", "endless")
            assert not record.diverged
            assert virtual.run(program, choices=record.choices, **mode) == record
        assert another.run(program, choices=record.choices, **mode) == record


def test_a_seed_always_gives_the_same_schedule(virtual):
    program = Program(BUSY, "busy.py")
    first = [virtual.run(program, seed=seed, lines=True, hold_back=True) for seed in range(10)]
    assert len({record.choices for record in first}) == 10
    with Runner() as another:
        for seed, record in enumerate(first):
            assert another.run(program, seed=seed, lines=True, hold_back=True) == record


def test_the_schedules_of_one_exploration_do_not_touch_one_another(virtual):
    changing = b"""
import atexit, builtins, logging, queue, random, sys, threading
from concurrent.futures import ThreadPoolExecutor

print(threading.Thread().name, random.random(), hasattr(builtins, "left"), len(sys.argv))
print(len(logging.root.handlers), logging.root.level, threading.active_count())
print(queue.Queue.__name__)
for _ in range(3):
    threading.Thread(target=print, args=("hello",)).start()
with ThreadPoolExecutor(1) as pool:
    print(pool.submit(lambda: threading.current_thread().name).result())

class Odd(queue.Queue):
    pass

queue.Queue = Odd
builtins.left = sys.argv.append("more")
logging.basicConfig(level=logging.DEBUG)
atexit.register(print, "bye")
for thread in threading.enumerate()[1:]:
    thread.join()
threading.excepthook = sys.excepthook = print
sys.stdout.close = None
threading._limbo["a thread"] = "that never was"
threading._active_limbo_lock.acquire()
threading.Thread = None
print("one" if (done := threading.Event()).wait(1) else "two")
"""
    seen = virtual.explore(Program(changing, "changing.py"), limit=20, samples=5)
    assert seen.schedules > 5
    assert {record.texts()[0][:9] for record in seen.records} == {"Thread-1 "}
    assert len({tuple(sorted(record.texts())) for record in seen.records}) == 1


def test_a_choice_that_is_not_there_is_owned_up_to(run):
    program = """
        import threading
        threading.Thread(target=print, args=("a",)).start()
        print("main")
    """
    assert run(program, choices=[1]).texts() == ["main", "a"]
    assert not run(program, choices=[1]).diverged
    assert run(program, choices=[5]).diverged
    assert run(program, choices=[-1]).diverged
    assert run(program, choices=[0, 0, 0]).diverged
    assert run(program, choices=[5]).texts() == ["a", "main"]


def test_by_default_a_thread_runs_until_it_blocks_and_the_longest_ready_goes_next(run):
    record = run("""
        import threading, time

        def work(name):
            print(name, 1)
            print(name, 2)
            time.sleep(1)
            print(name, 3)

        for name in "abc":
            threading.Thread(target=work, args=(name,)).start()
        print("main")
    """)
    assert record.texts() == [
        *("a 1", "a 2", "b 1", "b 2", "c 1", "c 2", "main", "a 3", "b 3", "c 3"),
    ]
    assert record.preemptions == 0


def test_a_new_thread_goes_behind_those_that_are_ready(run):
    record = run("""
        import threading

        go = threading.Event()

        def wait(name):
            go.wait()
            print(name)

        for name in "ab":
            threading.Thread(target=wait, args=(name,)).start()
        go.set()
        threading.Thread(target=wait, args=("c",)).start()
        print("main")
    """)
    assert record.texts() == ["a", "b", "c", "main"]


@pytest.mark.parametrize(
    "operation",
    [
        "print()",
        "lock.acquire()",
        "lock.release()",
        "reentrant.acquire()",
        "reentrant.release()",
        "event.set()",
        "event.is_set()",
        "event.wait(0)",
        "lock.locked()",
        "semaphore.acquire()",
        "semaphore.release()",
        "condition.notify()",
        "tasks.put(1)",
        "tasks.get()",
        "simple.put(1)",
        "simple.get()",
        "simple.empty()",
        "tasks.empty()",
        "barrier.reset()",
        "gate.is_alive()",
        "gate.join(0)",
        "threading.active_count()",
        "pool.submit(int)",
        "future.done()",
        "time.sleep(0)",
    ],
)
def test_another_thread_may_take_over_at_every_operation(operation, explore):
    seen = explore(
        f"""
        import queue, threading, time
        from concurrent.futures import Future, ThreadPoolExecutor

        lock, reentrant, event = threading.Lock(), threading.RLock(), threading.Event()
        semaphore, condition, barrier = threading.Semaphore(), threading.Condition(), None
        tasks, simple, future, pool = queue.Queue(), queue.SimpleQueue(), Future(), None
        barrier, pool = threading.Barrier(2), ThreadPoolExecutor(1)
        tasks.put(0), simple.put(0), reentrant.acquire(), condition.acquire()
        if "{operation}" == "lock.release()":
            lock.acquire()
        where = "before"

        def look():
            print(where)

        gate = threading.Timer(1, look)
        gate.start()
        time.sleep(1)
        where = "between"
        {operation}
        where = "after"
        """,
        bound=2,
    )
    assert not any(record.uncaught for record in seen.records)
    looks = {line.text for record in seen.records for line in record.lines}
    assert looks >= {"before", "between", "after"}


def test_no_thread_takes_over_where_there_is_no_operation(explore):
    source = """
        import threading, time

        where = "before"

        def look():
            print(where)

        threading.Timer(1, look).start()
        time.sleep(1)
        where = "between"
        local = threading.local()
        local.x = threading.current_thread().name
        where = "after"
    """
    without = explore(source, bound=2)
    assert without.exhausted
    assert {record.texts()[0] for record in without.records} == {"before", "after"}
    with_lines = explore(source, bound=2, lines=True)
    assert {record.texts()[0] for record in with_lines.records} == {"before", "between", "after"}


def test_operations_are_recorded_on_request(run):
    source = """
        import queue, threading, time

        lock = threading.Lock()
        tasks = queue.SimpleQueue()
        with lock:
            tasks.put(1)
        thread = threading.Thread(target=time.sleep, args=(1,), name="sleeper")
        thread.start()
        thread.join()
        print("x")
    """
    names = [
        (step.name, step.subject, step.line) for step in run(source, operations=True).operations
    ]
    assert names == [
        ("Lock.__enter__", "lock 1", 6),
        ("SimpleQueue.put", "SimpleQueue 1", 7),
        ("Lock.__exit__", "lock 1", 6),
        ("Thread.start", "sleeper", 9),
        ("Thread.join", "sleeper", 10),
        ("print", "", 0),
    ]
    assert run(source).operations == ()
