"""Judge one program by the behaviour tests of its block."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tminus.judge.rounds import Refutation, apply
from tminus.judge.tests import behaviour_tests

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
    refutations, explored = apply(tests, program, block, runners, first_only=first_only)
    if not refutations:
        verdict = Verdict.HOLDS
    elif all(refutation.timed_out for refutation in refutations):
        verdict = Verdict.UNDECIDED
    else:
        verdict = Verdict.FAILS
    return Judgement(verdict, tuple(refutations), tuple(explored))
