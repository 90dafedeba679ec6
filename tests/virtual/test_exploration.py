"""Exploration: every schedule within a bound once, counted by hand; limits; random schedules."""

import tracemalloc
from itertools import permutations

import pytest

from tminus.virtual.exploration import Explored, Ran
from tminus.virtual.exploration import explore as explore_with
from tminus.virtual.scheduler import Point

ONE_PRINTS = """
    import threading
    threading.Thread(target=print, args=("a",)).start()
    print("main")
"""
# The main thread waits in start() until the new thread runs; that one then has the first choice.
#   [0]     a prints, ends; main is alone
#   [1]     main goes first; before it prints, it is its choice:
#   [1, 0]  main prints, and waits for the thread at the end
#   [1, 1]  the thread goes on after all: a second preemption

TWO_SLEEP = """
    import threading, time
    for _ in range(2):
        threading.Thread(target=time.sleep, args=(1,)).start()
"""
# Nobody else can run while the threads are started. At 1 s both wake: whoever goes first is free.
#   [0, 0]  the first ends, which makes main (it waits for the first) ready behind the second
#   [0, 1]  main goes before the second
#   [1]     the second ends; main still waits for the first, so there is nothing more to choose

SLEEPER_AND_PRINT = """
    import threading, time
    threading.Thread(target=time.sleep, args=(1,)).start()
    print("main")
"""
# Held back: time may pass where the thread has gone to sleep and main could run ([1]), or before
# main prints ([0, 1]); then either may go on, which is free (two each). Otherwise [0, 0]. Where
# main goes on after [1], the thread may go before it prints: a second preemption.

STATEMENTS = """
    import threading
    def work():
        global x
        x = 1
        x = 2
    threading.Thread(target=work).start()
    y = x
"""
# Statements a and b of the thread, m of main. Main can go first at a and at b, the thread at m:
# none 1; one preemption: main goes first at a or b (2); two: it comes to m, and the thread goes on
# (2); three: after a and m the thread is stopped again at b (1). Then main has done all it has to.

BLOCKED_BY_A_LOCK = """
    import threading
    lock = threading.Lock()
    def work():
        with lock:
            pass
    threading.Thread(target=work).start()
    with lock:
        pass
"""
# t takes the lock and gives it back: +t -t; so does main: +m -m. A preemption is possible before
# each while the other is not blocked. Who wants a taken lock blocks, and is ready once it is free.
#   [0, 0]            +t -t +m -m
#   [0, 1]            +t, main; before +m it may choose:
#   [0, 1, 0]             main blocks, -t; then t ends; main takes the lock: one preemption
#   [0, 1, 1]             t goes on: -t (t has passed its choice), t ends, +m -m: two
#   [1]               main goes first; before +m:
#   [1, 0]                +m; before -m:
#   [1, 0, 0]                 -m, main waits for t: +t -t: one
#   [1, 0, 1]                 t blocks at once (it has passed its choice), -m, …: two
#   [1, 1]                t goes on: +t; before -t:
#   [1, 1, 0]                 -t, t ends, +m -m: two
#   [1, 1, 1]                 main blocks at once, …: three


@pytest.mark.parametrize(
    ("source", "mode", "counts"),
    [
        (ONE_PRINTS, {}, [1, 2, 3, 3]),
        (TWO_SLEEP, {}, [3, 3]),
        (SLEEPER_AND_PRINT, {}, [1, 1]),
        (SLEEPER_AND_PRINT, {"hold_back": True}, [1, 5, 6, 6]),
        (STATEMENTS, {"lines": True}, [1, 3, 5, 6, 6]),
        (STATEMENTS, {}, [1, 1]),
        (BLOCKED_BY_A_LOCK, {}, [1, 3, 6, 7, 7]),
    ],
)
def test_every_schedule_within_the_bound_is_run_once(source, mode, counts, explore):
    for bound, count in enumerate(counts):
        seen = explore(source, bound=bound, **mode)
        assert (seen.schedules, seen.sampled, seen.exhausted) == (count, 0, True)
        assert seen.bound == bound
        assert all(record.preemptions <= bound for record in seen.records)
        which = "the only schedule" if count == 1 else f"all {count} schedules"
        assert str(seen) == f"{which} with at most {bound} preemption{'' if bound == 1 else 's'}"


@pytest.mark.parametrize(
    ("statement", "count"),
    [
        ("pass", 0),
        ("n = 'one'", 0),
        ("n -= 1", 0),
        ("while n > 0: n -= 1", 0),
        ("if n == 0: pass", 0),
        ("return", 0),
        ("n = len(str(n))", 0),
        ("n = [n].pop()", 1),
        ("n = (n, n)[0]", 0),
        ("print('T-minus', n)", 1),
        ("time.sleep(n)", 1),
        ("box.n = n", 1),
        ("n = box", 1),
        ("n += box", 1),
        ("box -= 1", 1),
        ("while box: break", 1),
        ("if n > box: pass", 1),
        ("print(n)", 1),
        ("print('T-minus', box)", 2),
        ("time.sleep(box)", 2),
        ("def inner(): return n\n    n -= 1", 1),
        ("def inner(): return 0\n    n -= 1", 0),
        ("n = given[0]", 1),
        ("given.append(n)", 1),
        ("n = eval('n')", 1),
        ("n = [one for one in given]", 1),
    ],
)
def test_a_thread_is_stopped_only_before_what_another_can_tell(statement, count, explore):
    source = f"""
import threading, time
class Box(int): pass
box = Box(1)
def work(n, given):
    {"global box" if "box -=" in statement else "pass"}
    {statement}
threading.Thread(target=work, args=(1, [1])).start()
y = 1
"""
    seen = explore(source, bound=1, lines=True)
    assert (seen.schedules, seen.exhausted) == (1 + count, True)  # main goes first at each place


def test_where_every_schedule_looks_different_each_has_a_record_of_its_own(explore):
    seen = explore(
        """
        import threading, time
        def work(name):
            time.sleep(1)
            print(name)
        for name in "abc":
            threading.Thread(target=work, args=(name,), daemon=True).start()
        time.sleep(2)
        """,
        bound=0,
    )
    texts = [tuple(record.texts()) for record in seen.records]
    assert sorted(texts) == sorted(permutations("abc"))
    assert (seen.schedules, seen.exhausted) == (6, True)


def test_records_that_are_the_same_are_given_once(explore):
    seen = explore(BLOCKED_BY_A_LOCK, bound=3)
    assert seen.schedules == 7
    assert len(seen.records) == len(set(seen.records)) < 7


def test_the_first_record_is_the_default_schedule(explore, run):
    assert explore(STATEMENTS, lines=True).records[0] == run(STATEMENTS, lines=True)


def test_departures_from_the_default_come_one_by_one(explore):
    seen = explore(STATEMENTS, lines=True, bound=3)
    departures = [sum(pick > 0 for pick in record.choices) for record in seen.records]
    assert departures == sorted(departures)


def test_a_limit_that_is_reached_is_never_called_exhausted(explore):
    exact = explore(BLOCKED_BY_A_LOCK, bound=3, limit=7, samples=5)
    assert (exact.schedules, exact.sampled, exact.exhausted) == (7, 0, True)
    for limit in range(2, 7):
        short = explore(BLOCKED_BY_A_LOCK, bound=3, limit=limit, samples=5)
        assert (short.schedules, short.sampled, short.exhausted) == (limit + 5, 5, False)
        assert str(short) == (
            f"{limit} schedules with at most 3 preemptions (a limit: there are more)"
            " and 5 picked out"
        )


def test_an_exploration_that_is_cut_short_is_never_called_exhausted(explore):
    seen = explore("import os; os.abort()", bound=0)
    assert [record.outcome for record in seen.records] == ["vanished"]
    assert not seen.exhausted


def test_random_schedules_go_beyond_the_bound_and_are_the_same_for_a_seed(explore):
    source = """
        import threading
        def work(name):
            for _ in range(5):
                print(name)
        for name in "ab":
            threading.Thread(target=work, args=(name,)).start()
    """
    first = explore(source, bound=2, limit=1, samples=30, seed=7)
    assert max(record.preemptions for record in first.records) > 2
    assert len(first.records) > 15
    assert first == explore(source, bound=2, limit=1, samples=30, seed=7)
    assert first.records != explore(source, bound=2, limit=1, samples=30, seed=8).records


def test_a_run_that_uses_up_its_steps_does_not_end_the_exploration(explore):
    seen = explore(
        """
        import threading
        stop = False
        def work():
            print("works")
            while not stop:
                pass
        threading.Thread(target=work).start()
        print("main")
        stop = True
        """,
        bound=1,
        max_steps=500,
    )
    assert {record.outcome for record in seen.records} == {"steps", "ended"}
    assert seen.exhausted


def test_an_exploration_of_many_schedules_stays_within_its_memory(explore):
    seen = explore(
        """
        import threading
        def work():
            hoard = bytearray(8 << 20)
            threading.Event().wait()
        threading.Thread(target=work, daemon=True).start()
        for _ in range(10):
            print()
        for _ in range(10):
            threading.Thread(target=print).start()
        """,
        bound=2,
        limit=2000,
        samples=10,
    )
    assert {record.outcome for record in seen.records} == {"ended"}
    assert not any(record.uncaught for record in seen.records)
    assert not seen.exhausted
    assert 10 < seen.schedules < 500


def test_what_a_schedule_put_in_place_of_the_library_is_gone_in_the_next_however_it_lies(explore):
    seen = explore(
        """
        import builtins, threading

        class Liar:
            def __eq__(self, other):
                return True

        def work():
            for thing in (threading.Barrier, builtins.len, threading.Event.clear):
                print(type(thing).__name__)
            threading.Barrier = builtins.len = threading.Event.clear = Liar()

        threading.Thread(target=work).start()
        print("main")
        """,
        bound=1,
    )
    assert seen.schedules > 3
    for record in seen.records:
        assert [line.text for line in record.lines if line.thread] == [
            "type",
            "builtin_function_or_method",
            "function",
        ]


@pytest.mark.parametrize(
    ("end", "outcome"),
    [("1 / 0", "ended"), ("open('/tmp/outside', 'w')", "ended"), ("while True: pass", "steps")],
)
def test_the_first_run_that_is_not_sound_may_be_the_last(end, outcome, explore):
    source = f"""
        import threading
        flag = False
        def work():
            if flag:
                {end}
        threading.Thread(target=work).start()
        flag = True
        print("main")
    """
    whole = explore(source, lines=True, bound=2, max_steps=500)
    seen = explore(source, lines=True, bound=2, max_steps=500, until_unsound=True)
    assert 1 < seen.schedules < whole.schedules
    assert not seen.exhausted
    *sound, last = seen.records
    assert [record.outcome for record in sound] == ["ended"] * len(sound)
    assert not any(record.uncaught or record.outside for record in sound)
    assert last.outcome == outcome
    assert last.uncaught or last.outside or last.limited


@pytest.mark.parametrize(
    ("used", "use"),
    [
        ("hasattr(sys, 'used')", "sys.used = True"),
        ("hasattr(os, 'used')", "os.used = True"),
        ("hasattr(time, 'used')", "time.used = True"),
        ("os.dup(0) != 3", "print(end='')"),
        ("weakref.finalize._registry", "weakref.finalize(threading, print)"),
        ("'USED' in os.environ", "os.environ['USED'] = '1'"),
        ("os.path.exists('used')", "open('used', 'x').close()"),
        ("os.path.exists('used/file')", "os.mkdir('used'); open('used/file', 'x').close()"),
        ("os.path.basename(os.getcwd()) == 'used'", "os.mkdir('used'); os.chdir('used')"),
    ],
)
def test_a_schedule_does_not_see_what_the_one_before_it_left(used, use, explore):
    seen = explore(
        f"""
        import os, sys, threading, time, weakref
        print(bool({used}))
        {use}
        threading.Thread(target=print).start()
        print("main")
        """
    )
    assert seen.schedules > 1
    assert {record.texts()[0] for record in seen.records} == {"False"}
    assert len({len(record.texts()) for record in seen.records}) == 1
    assert not any(record.uncaught or record.outside for record in seen.records)


def test_a_scenario_may_say_from_where_on_other_schedules_are_tried(explore):
    def scenario(_subject, world):
        import threading

        threads = [threading.Thread(target=print, args=(n,)) for n in (1, 2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        world.explore()
        threading.Thread(target=print, args=("a",)).start()
        print("main")

    seen = explore("", scenario, module="subject", bound=2)
    assert (seen.schedules, seen.exhausted) == (3, True)  # as of `ONE_PRINTS`
    assert {tuple(record.texts()) for record in seen.records} == {
        ("1", "2", "a", "main"),
        ("1", "2", "main", "a"),
    }


def test_what_a_long_run_leaves_to_explore_takes_little_memory():
    ran = Ran([Point((0, 1), 1, 0)] * 10_000, [])
    tracemalloc.start()
    seen = explore_with(lambda _how: ran, bound=1, limit=20, samples=0, seed=0)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert seen == Explored(1, 20, 0, 0, False)
    assert most < 20_000_000


def test_a_thread_is_held_back_until_nobody_else_can_run_and_time_cannot_move(explore):
    source = """
        import threading, time
        def work():
            for n in range(5):
                time.sleep(1)
            print("worked", time.monotonic())
        threading.Thread(target=work).start()
        print("main", time.monotonic())
    """
    seen = explore(source, hold_back=True, bound=0, hold=2)
    assert (seen.schedules, seen.held, seen.exhausted) == (3, 2, True)
    assert str(seen) == (
        "the only schedule with at most 0 preemptions, and 2 that hold one thread back"
    )
    assert [record.texts() for record in seen.records] == [
        ["main 0.0", "worked 5.0"],
        ["worked 5.0", "main 5.0"],
    ]


def test_a_thread_is_not_held_back_for_ever(explore):
    source = """
        import threading, time
        done = []
        def work():
            print("works")
            done.append(1)
        threading.Thread(target=work).start()
        while not done:
            time.sleep(1)
        print(time.monotonic())
    """
    seen = explore(source, hold_back=True, bound=0, hold=2)
    assert [(record.outcome, record.texts()[-1]) for record in seen.records] == [
        ("ended", "0.0"),
        ("ended", "101.0"),
    ]


def test_a_schedule_that_holds_a_thread_back_is_replayed_by_its_choices(explore, run):
    source = """
        import threading, time
        threading.Thread(target=lambda: [time.sleep(1) for _ in range(9)]).start()
        print(time.monotonic())
    """
    held = explore(source, hold_back=True, bound=0, hold=1).records[-1]
    assert held.texts() == ["9.0"]
    again = run(source, hold_back=True, choices=held.choices)
    assert (again.texts(), again.diverged) == (["9.0"], False)
