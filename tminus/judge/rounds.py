"""Apply behaviour tests side by side: what they ask of a program is asked together.

A test is plain code that asks, looks at the answer and asks again. To ask takes a process
each time, so tests go in rounds: each goes on until it needs an answer that is not there,
then one process answers them all (`tminus.virtual.runner.Runner.ask`). No test sees any of
this, and the findings are those of the tests one after another.
"""

from __future__ import annotations

import unittest
from dataclasses import dataclass
from typing import TYPE_CHECKING

from greenlet import getcurrent, greenlet  # type: ignore[import-untyped]

from tminus.judge.answers import Answers
from tminus.judge.subject import Subject
from tminus.judge.trial import Failure, Undecided

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tminus.judge.runners import Runners
    from tminus.judge.tests import Test
    from tminus.virtual.runner import Exploration, Program, Request


@dataclass(frozen=True)
class Refutation:
    """A behaviour test that a program did not pass, and what it says to a reader."""

    test: str
    message: str
    timed_out: bool


def apply(
    tests: Sequence[Test],
    program: Program,
    block: str,
    runners: Runners,
    *,
    first_only: bool = False,
) -> tuple[list[Refutation], list[Exploration]]:
    """What refutes a program, and how far its schedules were explored, in the tests' order.

    The first test that comes to a limit is the last one. With ``first_only``, they go one
    after another, and the first that refutes is the last. Raises `RunnerError` where
    programs cannot be run.
    """
    hub = getcurrent()
    answers = Answers(program, runners, wait=hub.switch)
    attempts = [_Attempt(test, Subject(program, block, runners, answers)) for test in tests]
    try:
        for together in [[attempt] for attempt in attempts] if first_only else [attempts]:
            _go_through(together, answers)
            if any(attempt.refutation for attempt in together):
                break
    finally:
        for attempt in attempts:
            attempt.course.throw()
    refutations = [attempt.refutation for attempt in attempts if attempt.refutation]
    return refutations, [seen for attempt in attempts for seen in attempt.subject.explored]


def _go_through(attempts: list[_Attempt], answers: Answers) -> None:
    """Bring tests to their ends; those behind one that comes to a limit are given up."""
    doubtful: Request | None = None
    while True:
        requests = {}
        for number, attempt in enumerate(attempts):
            request = attempt.go_on()
            if request is not None:
                requests[request.key] = request
            if attempt.refutation is not None and attempt.refutation.timed_out:
                for later in attempts[number + 1 :]:
                    later.course.throw()
                del attempts[number + 1 :]
        if not requests:
            return
        # Asked behind others it got no answer, so it comes first: then it always does.
        asked = sorted(requests.values(), key=lambda request: request != doubtful)
        doubtful = answers.ask(asked)


class _Attempt:
    """A test that is under way."""

    def __init__(self, test: Test, subject: Subject) -> None:
        self.test = test
        self.subject = subject
        self.refutation: Refutation | None = None
        self.course = greenlet(self._check)

    def go_on(self) -> Request | None:
        """Go on to where an answer is missing; returns the request, ``None`` at the test's end."""
        if self.course.dead:
            return None
        request: Request | None = self.course.switch()
        return request

    def _check(self) -> None:
        try:
            self.test.check(self.subject)
        except unittest.SkipTest:
            pass
        except Failure as error:
            self.refutation = Refutation(
                self.test.name, str(error), timed_out=isinstance(error, Undecided)
            )
