"""In which way a behaviour test fails on a program: what was run, and on which schedule."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tminus.corpus import CorpusError
from tminus.judge.runners import Runners
from tminus.judge.subject import Subject
from tminus.judge.tests import behaviour_tests
from tminus.judge.trial import Failure, Trial
from tminus.virtual.runner import Program, Runner

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tminus.corpus import Block, Defect
    from tminus.virtual.runner import Exploration, Request


@dataclass(frozen=True)
class Way:
    """How a program is run: by itself, or driven by a scenario; and on which schedule.

    ``asked`` says in words what the scenario does. ``replay`` is the command that runs the
    schedule again, where it is not the default one.
    """

    scenario: Any = None  # a FunctionType or None; mypy would take it for a method
    values: dict[str, Any] = field(default_factory=dict)
    module: str = "__main__"
    preload: tuple[str, ...] = ()
    hold_back: bool = False
    lines: bool = False
    choices: tuple[int, ...] = ()
    asked: str = ""
    replay: str = ""

    @property
    def key(self) -> str:
        """The same for the same way."""
        name = self.scenario.__name__ if self.scenario else ""
        return json.dumps([name, self.values, self.hold_back, self.lines, self.choices])


def failing(block: Block, defect: Defect, runners: Runners) -> Way:
    """The way in which the test that a defect's entry names fails on that defect isolated.

    Raises `CorpusError` where it does not.
    """
    program = Program(block.isolated(defect).encode("utf-8"), f"{block.name}.py")
    watched = Runners()
    watched.virtual = runner = _Watched(runners.virtual)
    subject = Subject(program, block.name, watched)
    for test in behaviour_tests(block.name):
        if test.name == defect.killed_by:
            try:
                test.check(subject)
            except Failure as failure:
                if isinstance(failure.trial, Trial):
                    return _way(runner.way, failure.trial)
    raise CorpusError(f"{defect.id}: no run fails the test {defect.killed_by!r}")


def _way(way: Way, trial: Trial) -> Way:
    """The way that was remembered, on the schedule of a run."""
    # A scenario's sentence ends in what was not asked for: "… and terminate() at None s".
    asked = re.sub(r",[^,]*\bNone\b[^,]*$", "", trial.asked) if way.scenario else ""
    choices = trial.record.choices
    if any(choices):
        return replace(way, choices=choices, asked=asked, replay=trial.replay)
    return replace(way, hold_back=False, lines=False, asked=asked)


class _Watched(Runner):
    """Has programs run by another runner, and remembers in which way the last one was."""

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self.runner = runner
        self.way = Way()

    def ask(
        self, program: Program, requests: Sequence[Request], *, stay: bool = False
    ) -> list[Exploration]:
        last = requests[-1]
        self.way = Way(
            last.scenario,
            dict(last.arguments),
            last.module,
            last.preload,
            hold_back=last.hold_back,
            lines=last.lines,
        )
        return self.runner.ask(program, requests, stay=stay)
