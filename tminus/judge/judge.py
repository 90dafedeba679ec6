"""Judge one program by the behaviour tests of its block."""

from __future__ import annotations

import unittest
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tminus.judge.subject import Subject
from tminus.judge.tests import behaviour_tests
from tminus.judge.trial import Failure, Undecided

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tminus.judge.runners import Runners
    from tminus.judge.tests import Test
    from tminus.virtual.runner import Exploration, Program


OUR_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NameError,
    TypeError,
    ValueError,
)
"""What a behaviour test raises where it did not foresee what a program may do."""


class Verdict(StrEnum):
    """What the judge says of one block's repair."""

    HOLDS = "holds"
    FAILS = "fails"
    MISSING = "missing"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Refutation:
    """A behaviour test that a program did not pass, and what it says to a reader.

    ``broken`` is whether that is no fault of the program's: the test itself failed.
    """

    test: str
    message: str
    timed_out: bool
    broken: bool = False


@dataclass(frozen=True)
class Judgement:
    """The verdict on one program, why, and how many schedules it rests on."""

    verdict: Verdict
    refutations: tuple[Refutation, ...]
    explored: tuple[Exploration, ...]


def judge(
    program: Program,
    block: str,
    runners: Runners,
    *,
    first_only: bool = False,
    only: str | None = None,
) -> Judgement:
    """Apply the block's behaviour tests to a program.

    With ``first_only``, stop at the first test that it does not pass; with
    ``only``, apply just the test of that name. After a time-out no further test
    is tried in any case. Raises `RunnerError` where
    programs cannot be run at all.
    """
    tests = [test for test in behaviour_tests(block) if only in (None, test.name)]
    refutations, explored = run_tests(tests, program, block, runners, first_only=first_only)
    if not refutations:
        verdict = Verdict.HOLDS
    elif refutations[-1].broken or all(refutation.timed_out for refutation in refutations):
        verdict = Verdict.UNDECIDED
    else:
        verdict = Verdict.FAILS
    return Judgement(verdict, tuple(refutations), tuple(explored))


def run_tests(
    tests: Sequence[Test],
    program: Program,
    block: str,
    runners: Runners,
    *,
    first_only: bool = False,
) -> tuple[list[Refutation], list[Exploration]]:
    """Run tests one after another: what refutes a program, and how far it was explored.

    The first test that comes to a limit, or is broken itself, is the last one; with
    ``first_only``, the first that is not passed. Raises `RunnerError` where programs cannot be run.
    """
    subject = Subject(program, block, runners)
    refutations: list[Refutation] = []
    for test in tests:
        try:
            test.check(subject)
        except unittest.SkipTest:
            pass
        except Failure as error:
            timed_out = isinstance(error, Undecided)
            refutations.append(Refutation(test.name, str(error), timed_out))
            if timed_out or first_only:
                break
        except OUR_FAULTS as error:
            message = f"could not be judged: our test {test.name} failed: {error!r}"
            refutations.append(Refutation(test.name, message, timed_out=True, broken=True))
            break
    return refutations, subject.explored
