"""What ``tminus lint`` prints for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from tminus.lint.figures import MEANINGS
from tminus.lint.matrix import LEGEND, Column, Sight, missed_by_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from tminus.corpus import Corpus

WITH_CODES = 3
"""Up to so many tools, the matrix has room for codes."""

STYLES = {Sight.WRITTEN: "bold green", Sight.ISOLATED: "yellow", Sight.NOT: "dim"}


def show(console: Console, corpus: Corpus, matrix: Sequence[Column], *, codes: bool) -> None:
    """Print the matrix, the figures, what is missed and what is hidden."""
    console.print(_matrix(corpus, matrix, with_codes=len(matrix) <= WITH_CODES))
    console.print(f"\n{LEGEND}\n", style="dim")
    if codes and len(matrix) > WITH_CODES:
        console.print(_codes(corpus, matrix))
        console.print()
    console.print(_figures(matrix))
    for meaning in MEANINGS.values():
        console.print(meaning, style="dim")
    console.print()
    console.print(_kinds(matrix))
    console.print("Of each kind, how many are caught isolated.\n", style="dim")
    missed = missed_by_all(corpus, matrix)
    console.print(f"[bold]Missed by every tool[/bold] ({len(missed)} of {len(corpus.defects)}):")
    for defect in missed:
        console.print(f"  {defect.id:<26} {defect.title}")
    console.print("\n[bold]Hidden as written[/bold], mostly behind a syntax error:")
    for column in matrix:
        if column.figures.hidden:
            hidden = ", ".join(column.figures.hidden)
            console.print(f"  {column.tool} ({len(column.figures.hidden)}): {hidden}")


def _matrix(corpus: Corpus, matrix: Sequence[Column], *, with_codes: bool) -> Table:
    table = _table("defect", "kind")
    for column in matrix:
        # A name a line, so that a column is as narrow as its longest part.
        table.add_column(
            column.tool.replace("-", "-\n"), justify="left" if with_codes else "center"
        )
    for defect in corpus.defects:
        cells = []
        for column in matrix:
            sight = column.sight(defect)
            found = " ".join(column.figures.isolated[defect.id]) if with_codes else ""
            cells.append(Text(f"{sight} {found}".strip(), style=STYLES[sight]))
        table.add_row(defect.id, defect.kind, *cells)
    table.add_row("in all", "", *(str(column.figures.caught) for column in matrix), style="bold")
    return table


def _codes(corpus: Corpus, matrix: Sequence[Column]) -> Table:
    table = _table("defect", "tool", "codes that flag it isolated")
    for defect in corpus.defects:
        for column in matrix:
            if found := column.figures.isolated[defect.id]:
                table.add_row(defect.id, column.tool, ", ".join(found))
    return table


def _figures(matrix: Sequence[Column]) -> Table:
    table = _table("tool", "version", *MEANINGS)
    for heading in table.columns[2:]:
        heading.justify = "right"
    for column in matrix:
        table.add_row(column.tool, column.result.version, *cells(column))
    return table


def cells(column: Column) -> tuple[str, ...]:
    """A tool's figures, in the order of `MEANINGS`."""
    numbers = column.figures
    return (
        f"{numbers.isolated_recall:.0%} ({numbers.caught})",
        f"{numbers.as_written_recall:.0%} ({numbers.caught_as_written})",
        str(numbers.false_alarms),
        f"{numbers.precision:.2f}" if numbers.caught + numbers.false_alarms else "–",
        f"{numbers.youden:+.2f}",
        f"{column.result.seconds:.2f}",
    )


def _kinds(matrix: Sequence[Column]) -> Table:
    kinds = list(matrix[0].figures.kinds) if matrix else []
    table = _table("tool", *kinds)
    for heading in table.columns[1:]:
        heading.justify = "right"
    for column in matrix:
        counts = (f"{caught}/{whole}" for caught, whole in column.figures.kinds.values())
        table.add_row(column.tool, *counts)
    return table


def _table(*headings: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for heading in headings:
        table.add_column(heading, no_wrap=True)
    return table
