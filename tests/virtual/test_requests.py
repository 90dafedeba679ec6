"""Several requests share a process: each is answered as if it had one of its own."""

import os
import signal

import pytest

from tminus.virtual.runner import Bounds, Program, Request, Runner

COUNTING = Program(
    b"""\
import threading

class Counter:
    def __init__(self):
        self.value = 0

    def add(self):
        value = self.value
        self.value = value + 1

def work():
    for _ in range(2):
        counter.add()

def spin():
    while True:
        pass

counter = Counter()
threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(counter.value)
""",
    "counting.py",
)


def add_from(subject, world, times):
    import threading

    counter = subject.Counter()
    threads = [threading.Thread(target=counter.add) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    world.note("value", counter.value)


def spin(subject, _world):
    subject.spin()


def abort(_subject, _world):
    import os

    os.abort()


def burn(_subject, _world):
    import os

    until = os.times().user + 0.7
    while os.times().user < until:
        sum(range(10_000))


def test_each_is_answered_as_if_it_were_the_only_one(virtual):
    requests = [
        Request(),
        Request(add_from, {"times": 3}, module="counting"),
        Request(bounds=Bounds(limit=30, samples=5, hold=2), lines=True, hold_back=True),
        Request(add_from, {"times": 2}, module="counting", lines=True, bounds=Bounds()),
        Request(lines=True, seed=4),
        Request(),
    ]
    alone = [virtual.ask(COUNTING, [request])[0] for request in requests]
    assert virtual.ask(COUNTING, requests) == alone
    assert [virtual.ask(COUNTING, [request], stay=True)[0] for request in requests] == alone
    values = {note.value for record in alone[3].records for note in record.notes}
    assert values == {1, 2}


@pytest.mark.parametrize(
    ("used", "use"),
    [
        ("hasattr(threading, 'used')", "threading.used = True"),
        ("hasattr(threading.Thread, 'used')", "threading.Thread.used = True"),
        ("hasattr(queue, 'used')", "import queue; queue.used = True"),
        ("hasattr(logging, 'used')", "logging.used = True"),
        ("hasattr(os, 'used')", "os.used = True"),
        ("hasattr(builtins, 'used')", "builtins.used = True"),
        ("'queue' not in sys.modules", "del sys.modules['queue']"),
        ("__name__ != '__main__'", "import __main__; __main__.__name__ = 'used'"),
        ("os.getenv('USED')", "os.environ['USED'] = '1'"),
        ("os.getenv('USED')", "os.environb[b'USED'] = b'1'"),
        ("random.random() == used", "random.seed(1)"),
        ("threading.Thread().name != 'Thread-1'", "threading.Thread()"),
        ("sys.getrecursionlimit() == 60", "sys.setrecursionlimit(60)"),
        ("gc.isenabled()", "gc.enable()"),
        ("threading.excepthook.__name__ == 'print'", "threading.excepthook = print"),
    ],
)
def test_none_sees_what_the_one_before_it_left(used, use, virtual):
    lines = (
        "import builtins, gc, logging, os, queue, random, sys, threading",
        "used = 0.13436424411240122",
    )
    program = Program("\n".join((*lines, f"print({used})", use)).encode(), "program.py")
    answers = virtual.ask(program, [Request(), Request(), Request()])
    texts = [answer.records[0].texts() for answer in answers]
    assert texts in ([["False"]] * 3, [["None"]] * 3)
    assert not any(answer.records[0].uncaught for answer in answers)


@pytest.mark.parametrize(
    "reached",
    [
        "getattr(threading, name)",
        "vars(threading)[name]",
        "threading.__dict__[name]",
        "__import__(name.strip('_'))",
        "sys.modules[name.strip('_')]",
    ],
)
def test_nor_what_it_left_in_a_module_that_it_does_not_name(reached, virtual):
    source = f"""\
import sys, threading

name = "_{{}}s".format("o")
reached = {reached}
print(hasattr(reached, "used"))
reached.used = True
"""
    answers = virtual.ask(Program(source.encode(), "program.py"), [Request(), Request()])
    assert [answer.records[0].texts() for answer in answers] == [["False"]] * 2


def test_a_file_is_gone_for_the_next_one_though_no_module_is_named(virtual):
    program = Program(b"open('used', 'x').close()\nprint('made')", "program.py")
    answers = virtual.ask(program, [Request(), Request(), Request()])
    assert [answer.records[0].texts() for answer in answers] == [["made"]] * 3


def test_an_imported_program_is_not_the_main_module_nor_there_for_the_next_one(virtual):
    program = Program(
        b"import sys\nmain = sys.modules['__main__']\n"
        b"print('mine' in sys.modules, hasattr(main, 'value'))\nvalue = 1",
        "mine.py",
    )
    imported = Request(add_nothing, module="mine")
    answers = virtual.ask(program, [Request(), imported, Request()])
    texts = [answer.records[0].texts() for answer in answers]
    assert texts == [["False False"], ["True False"], ["False False"]]


def add_nothing(_subject, _world):
    pass


@pytest.mark.parametrize(("end", "outcome"), [(spin, "steps"), (abort, "vanished")])
def test_what_comes_to_a_limit_is_answered_only_where_it_is_the_first(end, outcome, virtual):
    ends, runs = Request(end, module="counting"), Request()
    [answer] = virtual.ask(COUNTING, [runs, ends, runs])
    assert answer.records[0].texts() == ["4"]
    [answer] = virtual.ask(COUNTING, [ends, runs])
    assert answer.records[-1].outcome == outcome


def test_what_cannot_be_run_is_tried_once(virtual):
    [answer] = virtual.ask(Program(b"while True print()", "program.py"), [Request(), Request()])
    assert not answer.records[0].runnable


def test_each_has_its_own_share_of_cpu_time():
    requests = [Request(burn, module="counting") for _ in range(3)]
    with Runner(cpu=1) as runner:
        answers = runner.ask(COUNTING, requests)
    assert [answer.records[0].outcome for answer in answers] == ["ended"] * 3


@pytest.mark.skipif(not os.path.exists("/proc"), reason="where the system does not tell")
def test_who_raises_its_limit_of_cpu_time_is_ended_all_the_same(monkeypatch):
    monkeypatch.setattr("tminus.virtual.runner.SHARE", 1_000)
    source = b"""\
import resource
most = resource.getrlimit(resource.RLIMIT_CPU)[1]
resource.setrlimit(resource.RLIMIT_CPU, (most, most))
sum(iter(int, 1))
"""
    with Runner(cpu=1) as runner:
        assert runner.run(Program(source, "program.py")).outcome == "cpu"


PID = b"import os\nprint(os.getpid())"


def pid_of(answers):
    return int(answers[0].records[0].texts()[0])


@pytest.fixture
def asked(virtual):
    """The process that a program is run in."""

    def asked(source=PID, **options):
        return pid_of(virtual.ask(Program(source, "program.py"), [Request()], **options))

    return asked


def test_a_process_stays_for_the_same_program_and_for_no_other(asked):
    first = asked(stay=True)
    assert asked(stay=True) == first
    other = asked(PID + b"  # another", stay=True)
    assert other != first
    again = asked(stay=True)
    assert again not in (first, other)
    assert asked() != again


def test_a_process_does_not_stay_where_it_is_not_asked_to(asked):
    assert asked() != asked()


def test_a_process_that_ended_while_it_stayed_is_not_missed(asked):
    first = asked(stay=True)
    os.kill(first, signal.SIGALRM)  # what it sets itself, should nobody ask for more
    assert asked(stay=True) != first


def test_a_process_that_stays_ends_with_its_runner():
    with Runner() as runner:
        stayed = pid_of(runner.ask(Program(PID, "program.py"), [Request()], stay=True))
        os.kill(stayed, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(stayed, 0)


def test_a_module_that_is_asked_for_later_is_there():
    program = Program(b"import sys\nprint('doctest' in sys.modules)", "program.py")
    with Runner() as runner:
        assert runner.ask(program, [Request()], stay=True)[0].records[0].texts() == ["False"]
        asked = Request(preload=("doctest",))
        assert runner.ask(program, [asked], stay=True)[0].records[0].texts() == ["True"]


def test_the_signal_to_go_on_is_not_the_programs_to_give(virtual):
    source = b"import signal\nsignal.raise_signal(signal.SIGUSR2)\nprint('on')"
    program = Program(source, "program.py")
    answers = [virtual.ask(program, [Request()], stay=True)[0] for _ in range(4)]
    assert len({str(answer.records[0]) for answer in answers}) == 1
    assert answers[0].records[0].outcome == "ended"
