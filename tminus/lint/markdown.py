"""The recorded results as Markdown, for the README."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tminus.corpus import Kind
from tminus.lint.figures import MEANINGS
from tminus.lint.matrix import columns, missed_by_all
from tminus.lint.page import cells
from tminus.lint.results import recorded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tminus.corpus import Corpus


def table(corpus: Corpus) -> str:
    """Figures by tool and by kind, what each means, and what every tool misses.

    It stands in the README between ``<!-- lint:begin -->`` and ``<!-- lint:end -->``.
    """
    matrix = columns(corpus, recorded(corpus))
    first = _table(
        ["tool", *MEANINGS, "run with"],
        "l" + "r" * len(MEANINGS) + "l",
        (
            [f"{column.tool} {column.result.version}", *cells(column), column.result.settings]
            for column in matrix
        ),
    )
    meanings = [f"- {meaning}" for meaning in MEANINGS.values()]
    second = _table(
        ["caught isolated", *Kind],
        "l" + "r" * len(Kind),
        (
            [
                column.tool,
                *(f"{caught} of {of}" for caught, of in column.figures.kinds.values()),
            ]
            for column in matrix
        ),
    )
    missed = missed_by_all(corpus, matrix)
    names = ", ".join(f"`{defect.id}`" for defect in missed)
    last = f"Every tool misses {len(missed)} of the {len(corpus.defects)} defects: {names}."
    return "\n".join([*first, "", *meanings, "", *second, "", last])


def _table(headings: Sequence[str], align: str, rows: Iterable[Sequence[str]]) -> list[str]:
    rules = {"l": "---", "r": "---:"}
    return [
        f"| {' | '.join(headings)} |",
        f"| {' | '.join(rules[side] for side in align)} |",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]
