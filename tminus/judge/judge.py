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
    from tminus.judge.runners import Runners
    from tminus.virtual.runner import Exploration, Program


class Verdict(StrEnum):
    """What the judge says of one block's repair."""

    HOLDS = "holds"
    FAILS = "fails"
    MISSING = "missing"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Refutation:
    """A behaviour test that a program did not pass, and what it says to a reader."""

    test: str
    message: str
    timed_out: bool


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
    subject = Subject(program, block, runners)
    refutations: list[Refutation] = []
    for test in behaviour_tests(block):
        if only not in (None, test.name):
            continue
        try:
            test.check(subject)
        except unittest.SkipTest:
            continue
        except Undecided as error:
            refutations.append(Refutation(test.name, str(error), timed_out=True))
            break
        except Failure as error:
            refutations.append(Refutation(test.name, str(error), timed_out=False))
        if refutations and first_only:
            break
    if not refutations:
        verdict = Verdict.HOLDS
    elif all(refutation.timed_out for refutation in refutations):
        verdict = Verdict.UNDECIDED
    else:
        verdict = Verdict.FAILS
    return Judgement(verdict, tuple(refutations), tuple(subject.explored))
