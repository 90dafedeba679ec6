"""Judge the repairs that stand in a directory, block by block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tminus.judge.credit import Credit, credit, nothing_done
from tminus.judge.judge import Judgement, Refutation, Verdict, judge
from tminus.judge.source import read_source
from tminus.virtual.runner import Program

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from tminus.corpus import Block
    from tminus.judge.runners import Runners


@dataclass(frozen=True)
class BlockReport:
    """What is said of one block of a directory.

    ``changed`` is whether the file differs from the original; ``schedules``
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

    @property
    def timed_out(self) -> bool:
        """Whether a limit was reached before there was an answer."""
        return any(failure.timed_out for failure in self.failures)


def block_file(directory: Path, block: Block) -> Path:
    """Where a directory has its repair of a block."""
    return directory / f"{block.name}.py"


def judge_file(path: Path, block: Block, runners: Runners) -> BlockReport:
    """Judge the file that stands in for a block. Raises `RunnerError` where nothing can be run."""
    source = read_source(path)
    if source.missing:
        return BlockReport(block.name, Verdict.MISSING, (), nothing_done(block), changed=False)
    if source.problem:
        refused = Refutation("readable", f"{source.problem}", timed_out=False)
        return BlockReport(block.name, Verdict.FAILS, (refused,), nothing_done(block), changed=True)
    judgement = judge(Program(source.data, str(path)), block.name, runners)
    return BlockReport(
        block.name,
        judgement.verdict,
        judgement.refutations,
        credit(block, source, judgement, runners),
        changed=source.text != block.original,
        schedules=tuple(str(seen) for seen in judgement.explored),
        explored=_schedules(judgement),
    )


def _schedules(judgement: Judgement) -> int:
    return sum(seen.schedules for seen in judgement.explored)


def as_data(report: BlockReport) -> dict[str, Any]:
    """A report as plain data, for JSON."""
    return {
        "verdict": report.verdict.value,
        "failures": [
            {"test": failure.test, "message": failure.message} for failure in report.failures
        ],
        "defects_left": list(report.credit.defects_left),
        "precision": _rounded(report.credit.precision),
        "recall": _rounded(report.credit.recall),
        "schedules": report.explored,
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
