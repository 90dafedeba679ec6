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
        ("random.random() != 0.8444218515250481", "random.random()"),
        ("threading.Thread().name != 'Thread-2'", "threading.Thread()"),
        (
            "len(threading.enumerate()) > 1",
            "threading.Thread(target=lambda: time.sleep(1)).start()",
        ),
    ],
)
def test_none_sees_what_the_one_before_it_left(used, use, virtual):
    lines = ("import random, threading, time", "thread = threading.Thread()", f"print({used})", use)
    program = Program("\n".join(lines).encode(), "program.py")
    answers = virtual.ask(program, [Request(), Request(), Request()])
    assert [answer.records[0].texts() for answer in answers] == [["False"]] * 3
    assert not any(answer.records[0].uncaught for answer in answers)


def test_an_imported_program_is_not_there_for_the_next_one(virtual):
    requests = [Request(look), Request(look, module="counting"), Request(look)]
    answers = virtual.ask(COUNTING, requests)
    notes = [tuple(note.value for note in answer.records[0].notes) for answer in answers]
    assert notes == [(True, False), (False, True), (True, False)]


def look(subject, world):
    import sys

    world.note("main", sys.modules["__main__"] is subject)
    world.note("imported", "counting" in sys.modules)


def test_a_program_that_is_not_plain_has_a_process_for_each(virtual):
    program = Program(b"import logging\nlogging.disable()", "program.py")
    assert len(virtual.ask(program, [Request(), Request()])) == 1


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


def tell(_subject, world):
    import os

    world.note("process", os.getpid())


@pytest.fixture
def process(virtual):
    """The process that a plain program is run in."""

    def process(source=b"", runner=virtual, **options):
        [answer] = runner.ask(Program(source, "program.py"), [Request(tell)], **options)
        return answer.records[0].note("process").value

    return process


def test_a_process_stays_for_the_same_program_and_for_no_other(process):
    first = process(stay=True)
    assert process(stay=True) == first
    other = process(b"# another", stay=True)
    assert other != first
    again = process(stay=True)
    assert again not in (first, other)
    assert process() != again


def test_a_process_does_not_stay_where_it_is_not_asked_to(process):
    assert process() != process()


def test_a_process_does_not_stay_for_a_program_that_is_not_plain(process):
    assert process(b"import os", stay=True) != process(b"import os", stay=True)


def test_a_process_that_ended_while_it_stayed_is_not_missed(process):
    first = process(stay=True)
    os.kill(first, signal.SIGALRM)  # what it sets itself, should nobody ask for more
    assert process(stay=True) != first


def test_a_process_that_stays_ends_with_its_runner(process):
    with Runner() as runner:
        stayed = process(runner=runner, stay=True)
        os.kill(stayed, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(stayed, 0)


def loaded(_subject, world):
    import sys

    world.note("loaded", "doctest" in sys.modules)


def test_a_module_that_is_asked_for_later_is_there():
    requests = Request(loaded), Request(loaded, preload=("doctest",))
    with Runner() as runner:
        answers = [runner.ask(COUNTING, [request], stay=True)[0] for request in requests]
    assert [answer.records[0].note("loaded").value for answer in answers] == [False, True]
