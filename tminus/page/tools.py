"""Who catches what, for the page: from the recorded results, else from the answer key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tminus.corpus import Kind
from tminus.lint.matrix import Sight, columns
from tminus.lint.results import recorded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tminus.corpus import Corpus, Defect
    from tminus.lint.matrix import Column

IN_KEY = ("ruff", "flake8")
"""The tools whose findings stand in the answer key too."""


@dataclass(frozen=True)
class Measured:
    """How a tool's findings came about, and what they amount to over all programs."""

    version: str
    date: date
    settings: str
    precision: float
    false_alarms: int
    youden: float


@dataclass(frozen=True)
class Tool:
    """One tool: how it sees each defect, and the codes that flag each isolated.

    ``measured`` is ``None`` where no results are recorded and the answer key speaks.
    """

    name: str
    sights: dict[str, Sight]
    codes: dict[str, tuple[str, ...]]
    kinds: dict[Kind, tuple[int, int]]
    measured: Measured | None = None

    @property
    def isolated(self) -> int:
        """How many defects it catches, each isolated."""
        return sum(sight != Sight.NOT for sight in self.sights.values())

    @property
    def written(self) -> int:
        """How many defects it catches in the originals as they are."""
        return sum(sight == Sight.WRITTEN for sight in self.sights.values())


def tools(corpus: Corpus) -> list[Tool]:
    """All tools of which anything is known. Raises `CorpusError` where a result is broken."""
    results = recorded(corpus)
    if not results:
        return [_of_key(corpus, name) for name in IN_KEY]
    return [_of_results(corpus, column) for column in columns(corpus, results)]


def only_running(corpus: Corpus, shown: Sequence[Tool]) -> list[Defect]:
    """The defects that no tool catches, but a behaviour test does."""
    return [
        defect
        for defect in corpus.defects
        if defect.behaviour and all(tool.sights[defect.id] == Sight.NOT for tool in shown)
    ]


def _of_results(corpus: Corpus, column: Column) -> Tool:
    result, figures = column.result, column.figures
    return Tool(
        column.tool,
        {defect.id: column.sight(defect) for defect in corpus.defects},
        figures.isolated,
        figures.kinds,
        Measured(
            result.version,
            result.date,
            result.settings,
            figures.precision,
            figures.false_alarms,
            figures.youden,
        ),
    )


def _of_key(corpus: Corpus, name: str) -> Tool:
    codes = {defect.id: getattr(defect, name) for defect in corpus.defects}
    sights = {}
    for block in corpus.blocks:
        findings = block.as_written.get(name, ())
        for defect in block.defects:
            written = any(f.line in defect.lines and f.code in codes[defect.id] for f in findings)
            seen = Sight.ISOLATED if codes[defect.id] else Sight.NOT
            sights[defect.id] = Sight.WRITTEN if written else seen
    kinds = {
        kind: (
            sum(bool(codes[each.id]) for each in corpus.defects if each.kind == kind),
            sum(each.kind == kind for each in corpus.defects),
        )
        for kind in Kind
    }
    return Tool(name, sights, codes, kinds)
