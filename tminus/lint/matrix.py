"""Results side by side: which tool catches which defect, and in what form it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tminus.lint.figures import Figures, figures

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tminus.corpus import Corpus, Defect
    from tminus.lint.results import Result


class Sight(StrEnum):
    """How a tool sees a defect; the value is the mark for it."""

    WRITTEN = "●"
    """In the original as it is, and isolated."""
    ISOLATED = "○"
    """Only when all other defects are repaired."""
    NOT = "·"
    """Not at all."""


LEGEND = (
    f"{Sight.WRITTEN} caught in the original as it is   "
    f"{Sight.ISOLATED} caught only once the other defects are repaired   "
    f"{Sight.NOT} not caught"
)


@dataclass(frozen=True)
class Column:
    """One tool's result and its figures."""

    result: Result
    figures: Figures

    @property
    def tool(self) -> str:
        """The tool's name."""
        return self.result.tool

    def sight(self, defect: Defect) -> Sight:
        """How the tool sees a defect."""
        if self.figures.as_written[defect.id]:
            return Sight.WRITTEN
        return Sight.ISOLATED if self.figures.isolated[defect.id] else Sight.NOT


def columns(corpus: Corpus, results: Iterable[Result]) -> list[Column]:
    """A column for each result. Raises `CorpusError` where one is about another corpus."""
    return [Column(result, figures(corpus, result.findings)) for result in results]


def missed_by_all(corpus: Corpus, matrix: Iterable[Column]) -> list[Defect]:
    """The defects that no tool catches, not even isolated."""
    shown = list(matrix)
    return [
        defect
        for defect in corpus.defects
        if all(column.sight(defect) == Sight.NOT for column in shown)
    ]


def as_json(matrix: Iterable[Column]) -> dict[str, Any]:
    """The object that ``tminus lint --json`` prints."""
    return {
        "tools": {
            column.tool: {
                "version": column.result.version,
                "isolated_recall": round(column.figures.isolated_recall, 4),
                "as_written_recall": round(column.figures.as_written_recall, 4),
                "false_alarms": column.figures.false_alarms,
                "precision": round(column.figures.precision, 4),
                "youden": round(column.figures.youden, 4),
                "seconds": round(column.result.seconds, 3),
                "isolated": {name: list(codes) for name, codes in column.figures.isolated.items()},
                "as_written": {
                    name: list(codes) for name, codes in column.figures.as_written.items()
                },
            }
            for column in matrix
        }
    }
