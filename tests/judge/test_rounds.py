"""Tests that are applied side by side find what they find one after another."""

from pathlib import Path

import pytest

from tminus.corpus import NAMES, load
from tminus.judge.rounds import apply
from tminus.judge.subject import CARE, HASTE
from tminus.judge.tests import Test, behaviour_tests
from tminus.judge.trial import Failure
from tminus.real.record import RealRecord
from tminus.real.runner import RealRunner
from tminus.virtual.runner import Program, Runner

HERE = Path(__file__).parent
SAMPLES = sorted([*HERE.glob("racy/*.py"), *HERE.glob("wrong/*.py")])[::12]


def one_after_another(program, block, runners):
    refutations, explored = [], []
    for test in behaviour_tests(block):
        refuted, seen = apply([test], program, block, runners)
        refutations += refuted
        explored += seen
        if refuted and refuted[0].timed_out:
            break
    return refutations, explored


def programs():
    """What can be run: of anything else nothing is asked twice, be it together or not."""
    found = [(name, path.read_bytes()) for path in SAMPLES if (name := of_block(path.name))]
    for block in load().blocks:
        texts = (block.fixed, block.original, *map(block.isolated, block.defects[-1:]))
        found += [(block.name, text.encode()) for text in texts]
    return [(name, source) for name, source in found if name[:2] != "08" and runs(source)]


def of_block(filename):
    return next(name for name in NAMES if name.startswith(filename[:2]))


def runs(source):
    try:
        compile(source, "program.py", "exec")
    except SyntaxError:
        return False
    return True


@pytest.mark.parametrize(("block", "source"), programs())
def test_side_by_side_they_find_the_same(block, source, runners):
    program = Program(source, f"{block}.py")
    together = apply(behaviour_tests(block), program, block, runners)
    assert together == one_after_another(program, block, runners)


@pytest.fixture
def asked(monkeypatch):
    """The keys of the requests that are asked together, each time, from now on."""
    seen = []
    ask = Runner.ask

    def listening(self, program, requests, **options):
        seen.append([request.key for request in requests])
        return ask(self, program, requests, **options)

    monkeypatch.setattr(Runner, "ask", listening)
    return seen


def none_twice(asked):
    """Whether no request was asked for a second time."""
    keys = [key for together in asked for key in together]
    return len(keys) == len(set(keys)) > 0


def test_all_that_they_ask_of_a_sound_program_is_asked_together(asked, runners):
    block = load().block("05")
    program = Program(block.fixed.encode(), f"{block.name}.py")
    refutations, explored = apply(behaviour_tests(block.name), program, block.name, runners)
    assert not refutations
    assert len(explored) == 8
    assert len(asked) < len(behaviour_tests(block.name))
    assert none_twice(asked)


def test_what_failed_with_care_on_the_real_interpreter_is_not_run_with_care_again(
    monkeypatch, runners
):
    scales = []

    def silent(_self, _program, **settings):
        scales.append(settings["scale"])
        return RealRecord("ended", 0, timed=frozenset({(0, 1)}))

    monkeypatch.setattr(RealRunner, "run", silent)
    refutations, _explored = apply(
        behaviour_tests("08_process"), Program(b"", "08_process.py"), "08_process", runners
    )
    assert len(refutations) == 3
    assert scales == [HASTE, CARE, HASTE, HASTE, HASTE]


def test_one_after_another_they_ask_nothing_twice(asked, runners):
    block = load().block("05")
    program = Program(block.fixed.encode(), f"{block.name}.py")
    tests = behaviour_tests(block.name)
    refutations, explored = apply(tests, program, block.name, runners, first_only=True)
    assert not refutations
    assert len(explored) == 8
    assert none_twice(asked)


STEPS = Program(
    b"""\
def spin():
    while True:
        pass

def answer():
    return 42
""",
    "steps.py",
)


def spin(subject, _world):
    subject.spin()


def ask(subject, world, number=0):
    world.note("answer", subject.answer() + number)


def asks(*numbers):
    """A test that asks for each number in turn, and wants 42."""

    def check(subject):
        for number in numbers:
            value = subject.play(ask, number=number).value_of("answer")
            if value != 42:
                raise Failure(f"42, not {value}")

    return check


def spins(subject):
    subject.play(spin)


def findings(*checks, runners):
    tests = [Test(f"test_{number}", check) for number, check in enumerate(checks)]
    refutations, _explored = apply(tests, STEPS, "05_terminate_flag", runners)
    return [(refuted.test, refuted.timed_out) for refuted in refutations]


def test_one_that_comes_to_a_limit_is_the_last(runners):
    def fails_at_once(_subject):
        raise Failure("to be asked")

    checks = (asks(0, 1), asks(0), spins, fails_at_once, asks(0, 2), asks(5))
    found = findings(*checks, runners=runners)
    assert found == [("test_0", False), ("test_2", True)]


def test_those_before_one_that_comes_to_a_limit_are_brought_to_their_ends(runners):
    found = findings(asks(0, 0, 0, 3, 4), spins, asks(1), runners=runners)
    assert found == [("test_0", False), ("test_1", True)]


def test_what_one_of_them_raises_is_raised(runners):
    def broken(subject):
        subject.play(ask)
        raise LookupError("broken")

    with pytest.raises(LookupError, match="broken"):
        findings(asks(0), broken, asks(0), runners=runners)


def test_a_request_of_several_is_carried_out_once(asked, runners):
    findings(asks(0, 0), asks(0), asks(0), runners=runners)
    assert [len(together) for together in asked] == [1]
