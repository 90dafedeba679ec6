"""Tests are run one after another, and no run of a program is made twice."""

import pytest

from tminus.corpus import load
from tminus.judge.judge import run_tests
from tminus.judge.subject import CARE, HASTE
from tminus.judge.tests import Test, behaviour_tests
from tminus.judge.trial import Failure
from tminus.real.record import RealRecord
from tminus.real.runner import RealRunner
from tminus.virtual.runner import Program, Runner


@pytest.fixture
def requests(monkeypatch):
    """The requests that are carried out from now on."""
    seen = []
    ask = Runner.ask

    def listening(self, program, requests, **options):
        seen.extend(requests)
        return ask(self, program, requests, **options)

    monkeypatch.setattr(Runner, "ask", listening)
    return seen


def test_of_a_sound_program_nothing_is_run_twice(requests, runners):
    block = load().block("05")
    program = Program(block.fixed.encode(), f"{block.name}.py")
    refutations, explored = run_tests(behaviour_tests(block.name), program, block.name, runners)
    assert not refutations
    assert len(explored) == 8
    assert len({request.key for request in requests}) == len(requests)


def test_what_failed_with_care_on_the_real_interpreter_is_not_run_with_care_again(
    monkeypatch, runners
):
    scales = []

    def silent(_self, _program, **settings):
        scales.append(settings["scale"])
        return RealRecord("ended", 0, timed=frozenset({(0, 1)}))

    monkeypatch.setattr(RealRunner, "run", silent)
    refutations, _explored = run_tests(
        behaviour_tests("08_process"), Program(b"", "08_process.py"), "08_process", runners
    )
    assert len(refutations) == 3
    assert scales == [HASTE, CARE, HASTE, HASTE, HASTE]


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


def findings(*checks, runners, **options):
    tests = [Test(f"test_{number}", check) for number, check in enumerate(checks)]
    refutations, _explored = run_tests(tests, STEPS, "05_terminate_flag", runners, **options)
    return [(refuted.test, refuted.timed_out) for refuted in refutations]


def test_one_that_comes_to_a_limit_is_the_last(runners):
    found = findings(asks(0, 1), asks(0), spins, asks(0, 2), runners=runners)
    assert found == [("test_0", False), ("test_2", True)]


def test_the_first_that_fails_is_the_last_where_only_that_is_wanted(runners):
    found = findings(asks(0), asks(1), spins, runners=runners, first_only=True)
    assert found == [("test_1", False)]


def test_a_request_of_several_is_carried_out_once(requests, runners):
    findings(asks(0, 0), asks(0), asks(0), runners=runners)
    assert len(requests) == 1
