"""Which defects a linter's code flags: from the answer key and the recorded results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tminus.lint.figures import figures
from tminus.lint.results import recorded

if TYPE_CHECKING:
    from tminus.corpus import Corpus


def reach(corpus: Corpus) -> dict[str, frozenset[str]]:
    """By code, the ids of the defects that it flags isolated in any tool's result.

    A code that is recorded, but flags none (it is raised in fixed programs, or beside
    the defect), is there with no ids.
    """
    reached: dict[str, set[str]] = {}
    for result in recorded(corpus):
        found = result.findings
        for part in (found.as_written, found.isolated, found.false_alarms):
            for spots in part.values():
                for spot in spots:
                    reached.setdefault(spot.code, set())
        for identifier, codes in figures(corpus, found).isolated.items():
            for code in codes:
                reached[code].add(identifier)
    return {code: frozenset(ids) for code, ids in reached.items()}
