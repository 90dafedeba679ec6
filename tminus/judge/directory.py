"""Judge the repairs that stand in a directory, block by block."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tminus.judge.credit import Credit, credit, nothing_done
from tminus.judge.judge import Judgement, Refutation, Verdict, judge
from tminus.judge.known import Known, key
from tminus.judge.schedule import replay_command
from tminus.judge.source import read_source
from tminus.virtual.runner import Program

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from tminus.corpus import Block
    from tminus.judge.runners import Runners
    from tminus.judge.source import Source


@dataclass(frozen=True)
class BlockReport:
    """What is said of one block of a directory.

    ``limited`` is whether some clause was explored up to a limit, and not on all schedules within
    its bound; ``changed`` whether the file differs from the original; ``schedules``
    says how many schedules the verdict rests on, and how far they reach, one
    entry an exploration.
    """

    block: str
    verdict: Verdict
    failures: tuple[Refutation, ...]
    credit: Credit
    changed: bool
    schedules: tuple[str, ...] = ()
    explored: int = 0
    limited: bool = False

    @property
    def error(self) -> str:
        """Why nothing is known of the block, where that is our fault; else empty."""
        return next((failure.message for failure in self.failures if failure.broken), "")

    @property
    def timed_out(self) -> bool:
        """Whether a limit was reached before there was an answer."""
        return any(failure.timed_out for failure in self.failures)


def block_file(directory: Path, block: Block) -> Path:
    """Where a directory has its repair of a block."""
    return directory / f"{block.name}.py"


def no_directory(name: str) -> str:
    """Why a name stands for no directory, in one line; empty where it does."""
    if os.path.isdir(name):
        return ""
    what = "is no directory" if os.path.lexists(name) else "there is no such directory"
    return f"{name or repr(name)}: {what}"


def judge_file(
    path: Path, block: Block, runners: Runners, known: Known | None = None
) -> BlockReport:
    """Judge the file that stands in for a block.

    What is ``known`` is not found out again. Raises `RunnerError` where
    nothing can be run.
    """
    source = read_source(path)
    if source.missing:
        return BlockReport(block.name, Verdict.MISSING, (), nothing_done(block), changed=False)
    if source.problem:
        refused = Refutation("readable", source.problem, timed_out=False)
        return BlockReport(block.name, Verdict.FAILS, (refused,), nothing_done(block), changed=True)
    known = known or Known()
    content = key(block.name, source.data)
    report = known.reports.get(content)
    if report is None:
        report = _judge(source, block, runners, known)
        known.reports.keep(content, report)
    return _located(report, path)


def _judge(source: Source, block: Block, runners: Runners, known: Known) -> BlockReport:
    judgement = judge(Program(source.data, f"{block.name}.py"), block.name, runners)
    return BlockReport(
        block.name,
        judgement.verdict,
        judgement.refutations,
        credit(block, source, judgement, runners, known),
        changed=source.text != block.original,
        schedules=tuple(str(seen) for seen in judgement.explored),
        explored=_schedules(judgement),
        limited=any(seen.limited for seen in judgement.explored),
    )


def _located(report: BlockReport, path: Path) -> BlockReport:
    """The report, with the commands that replay a failure made to name this file."""
    bare = replay_command(f"{report.block}.py")
    here = replay_command(str(path))
    failures = tuple(
        replace(failure, message=failure.message.replace(bare, here)) for failure in report.failures
    )
    return replace(report, failures=failures)


def _schedules(judgement: Judgement) -> int:
    return sum(seen.schedules for seen in judgement.explored)


def as_data(report: BlockReport) -> dict[str, Any]:
    """A report as plain data, for JSON."""
    error = {"error": report.error} if report.error else {}
    return error | {
        "verdict": report.verdict.value,
        "failures": [
            {"test": failure.test, "message": failure.message} for failure in report.failures
        ],
        "defects_left": list(report.credit.defects_left),
        "precision": _rounded(report.credit.precision),
        "recall": _rounded(report.credit.recall),
        "schedules": report.explored,
        "limited": report.limited,
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
