"""The runs that the page draws: of each original, each defect isolated, and each repair.

Every program is run by itself first. A defect that makes no difference there is run in the
way in which the behaviour test that its entry names fails, on the very schedule on which it
does; and the repair beside it, in the same way. Programs that start processes run on the
real interpreter, for there is no virtual time for these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tminus.origins import origins
from tminus.page.lanes import Timeline, timeline
from tminus.page.processes import processes
from tminus.page.ways import Way, failing
from tminus.real.runner import RealRunnerError, run_real
from tminus.virtual.runner import Program

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tminus.corpus import Block, Defect
    from tminus.judge.runners import Runners
    from tminus.real.runner import RealRecord
    from tminus.virtual.record import Record

MAX_STEPS = 6_000
"""Steps that a run which is drawn may take; what needs more shows nothing new."""
VIRTUAL = frozenset({"ended", "deadlock", "endless", "exit"})
"""Outcomes of programs that run on virtual time."""
UNREADABLE = frozenset({"SyntaxError", "IndentationError", "TabError"})
"""Exceptions that say that Python cannot read a file."""
START_METHOD = "spawn"
"""How processes are started: in the way that every platform has."""


@dataclass(frozen=True)
class Run:
    """What one run looks like, and of which programs: those that look the same are one.

    ``original`` is the block as written, ``defects`` those that were left alone, ``fixed``
    the repair. ``ending`` names the sentence of the page that says how the run ended;
    ``errors`` are the exceptions that nobody caught, with the thread that each ended.
    """

    timeline: Timeline
    ending: str
    time: float
    code: int
    errors: tuple[str, ...]
    original: bool = False
    defects: tuple[Defect, ...] = ()
    fixed: bool = False

    @property
    def looks(self) -> tuple[object, ...]:
        """The same for runs that look the same."""
        return (self.timeline, self.ending, self.time, self.code, self.errors)


@dataclass(frozen=True)
class Group:
    """Runs in one way.

    ``asked`` says what was done with the programs; it is empty where they were run by
    themselves. ``replay`` is the command that shows the first run again, where it took
    another schedule than the default one. ``real`` says that these are real processes, of
    which the order is known and not the time.
    """

    runs: tuple[Run, ...]
    asked: str = ""
    replay: str = ""
    real: bool = False


@dataclass(frozen=True)
class Runs:
    """All runs of a block. ``unseen`` are the defects that no run can show.

    ``missing`` says that processes could not be started here.
    """

    groups: tuple[Group, ...]
    unseen: tuple[Defect, ...] = ()
    missing: bool = False


def runs(block: Block, runners: Runners) -> Runs:
    """Run all programs of a block. Raises `RunnerError` where programs cannot be run."""
    found = _Virtual(block, runners)
    return found.runs() if found.possible else _really(block)


@dataclass
class _Driven:
    way: Way
    runs: list[Run] = field(default_factory=list)


class _Virtual:
    """Runs the programs of a block on virtual time."""

    def __init__(self, block: Block, runners: Runners) -> None:
        self.block = block
        self.runners = runners
        self.repair = self._record(block.fixed, Way())

    @property
    def possible(self) -> bool:
        """Whether the repair runs on virtual time at all."""
        return not self.repair.outside and self.repair.outcome in VIRTUAL

    def runs(self) -> Runs:
        block, plain = self.block, Way()
        by_itself = []
        if block.defects:
            record = self._record(block.original, plain)
            by_itself.append(replace(self._run(record, plain), original=True))
        driven: dict[str, _Driven] = {}
        unseen = []
        for defect in block.defects:
            record = self._record(block.isolated(defect), plain)
            if _seen(record) != _seen(self.repair):
                by_itself.append(self._run(record, plain, defect))
            elif not defect.killed_by:
                unseen.append(defect)
            else:
                way = failing(block, defect, self.runners)
                record = self._record(block.isolated(defect), way)
                driven.setdefault(way.key, _Driven(way)).runs.append(self._run(record, way, defect))
        by_itself.append(replace(self._run(self.repair, plain), fixed=True))
        groups = [Group(tuple(_merged(by_itself)))]
        for each in driven.values():
            repair = self._run(self._record(block.fixed, each.way), each.way)
            shown = tuple(_merged([*each.runs, replace(repair, fixed=True)]))
            groups.append(Group(shown, asked=each.way.asked, replay=each.way.replay))
        return Runs(tuple(groups), tuple(unseen))

    def _record(self, text: str, way: Way) -> Record:
        return self.runners.virtual.run(
            Program(text.encode("utf-8"), f"{self.block.name}.py"),
            way.scenario,
            arguments=way.values,
            module=way.module,
            choices=way.choices,
            hold_back=way.hold_back,
            lines=way.lines,
            preload=way.preload,
            operations=True,
            max_steps=MAX_STEPS,
        )

    def _run(self, record: Record, way: Way, defect: Defect | None = None) -> Run:
        names = ["MainThread", *(thread.name for thread in record.threads)]
        lines = _lines(self.block, defect)
        return Run(
            timeline(record, as_program=way.scenario is None),
            _ending(record, way),
            record.time,
            record.code,
            tuple(
                f"{names[error.thread]}: {error.kind}: {brief(error.message)}"
                f"{_where(error.line, lines)}"
                for error in record.uncaught
            ),
            defects=() if defect is None else (defect,),
        )


def _merged(found: Sequence[Run]) -> Iterator[Run]:
    """The runs in their order, those that look the same as one; the repair stays alone."""
    merged: list[Run] = []
    for run in found:
        for place, other in enumerate(merged):
            if not run.fixed and other.looks == run.looks:
                merged[place] = replace(
                    other,
                    original=other.original or run.original,
                    defects=(*other.defects, *run.defects),
                )
                break
        else:
            merged.append(run)
    return iter(merged)


def _seen(record: Record) -> tuple[object, ...]:
    """What somebody who watches a run sees."""
    return (
        record.outcome,
        record.code,
        record.time,
        [(line.time, line.thread, line.text) for line in record.lines],
        [(error.thread, error.kind) for error in record.uncaught],
        [(thread.name, thread.started, thread.ended) for thread in record.threads],
    )


def _ending(record: Record, way: Way) -> str:
    if any(error.kind in UNREADABLE for error in record.uncaught) and not record.operations:
        return "run_unreadable"
    if record.outcome == "deadlock":
        return "run_stuck"
    if record.outcome not in ("ended", "exit"):
        return "run_stopped"
    return "run_over" if way.scenario is None else "run_driven"


def _really(block: Block) -> Runs:
    """Run the programs of a block as real processes."""
    programs: list[tuple[str, dict[str, Any]]] = [(block.original, {"original": True})]
    programs += [(block.isolated(defect), {"defects": (defect,)}) for defect in block.defects]
    programs.append((block.fixed, {"fixed": True}))
    found = []
    for text, of in programs:
        program = Program(text.encode("utf-8"), f"{block.name}.py")
        try:
            record = run_real(program, start_method=START_METHOD)
        except RealRunnerError:
            return Runs((), missing=True)
        if record.outcome != "ended":
            return Runs((), missing=True)
        found.append(replace(_real_run(record), **of))
    return Runs((Group(tuple(_merged(found)), real=True),))


def _real_run(record: RealRecord) -> Run:
    drawn = processes(record)
    return Run(
        drawn,
        "run_real",
        0.0,
        record.code,
        tuple(
            f"{drawn.lanes[max(error.process, 0)].name}: {error.kind}: {brief(error.message)}"
            for error in record.uncaught
        ),
    )


def _lines(block: Block, defect: Defect | None) -> Sequence[int]:
    """For each line of the program with this defect left, the original's; 0 for none."""
    if defect is None:
        return range(1, block.original.count("\n") + 2)
    edits = [edit for other in block.defects if other != defect for edit in other.edits]
    return [0 if one.inserted else one.line for one in origins(block.original, edits)]


def _where(line: int, lines: Sequence[int]) -> str:
    known = lines[line - 1] if 0 < line <= len(lines) else 0
    return f" (line {known})" if known else ""


def brief(message: str) -> str:
    """The first sentence of a message, without the place of a file on this machine."""
    first = " ".join(message.strip().partition("\n\n")[0].split())
    first = re.sub(r" \((?:[A-Za-z]:)?[/\\][^)]*\)", "", first)
    return first if len(first) <= 160 else f"{first[:159]}…"
