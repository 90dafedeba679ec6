"""The matrix of the recorded results as a picture: one SVG, for light and dark pages."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from tminus.lint.matrix import Column, Sight, columns, missed_by_all
from tminus.lint.results import recorded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tminus.corpus import Corpus, Defect

NAME = "who-catches-what.svg"
LEFT, TOP, STEP, ROW, GAP, RIGHT = 204, 128, 34, 18, 8, 62
"""Room for the names of the defects and the tools, a cell's width and height, the gap
between two blocks, and room for the last name's slant."""

STYLE = """\
svg { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.page { fill: #ffffff; } text { fill: #1f2328; }
.quiet { fill: #656d76; } .alone { font-weight: bold; }
.written { fill: #1a7f37; } .isolated { fill: none; stroke: #9a6700; stroke-width: 2; }
.not { fill: #afb8c1; } .rule { stroke: #d0d7de; }
@media (prefers-color-scheme: dark) {
.page { fill: #0d1117; } text { fill: #e6edf3; }
.quiet { fill: #8d96a0; }
.written { fill: #3fb950; } .isolated { stroke: #d29922; }
.not { fill: #484f58; } .rule { stroke: #30363d; }
}"""


def path(corpus: Corpus) -> Path:
    """Where the picture is kept."""
    return corpus.home / "docs" / NAME


def write(corpus: Corpus) -> Path:
    """Draw the recorded results anew. Returns where."""
    where = path(corpus)
    where.parent.mkdir(exist_ok=True)
    where.write_bytes(draw(corpus).encode("utf-8"))
    return where


def draw(corpus: Corpus) -> str:
    """The picture of the recorded results."""
    matrix = columns(corpus, recorded(corpus))
    missed = missed_by_all(corpus, matrix)
    rows: list[str] = []
    y = TOP
    block = ""
    for defect in corpus.defects:
        number = defect.id.partition("/")[0]
        if block and number != block:
            y += GAP
        block = number
        rows += _row(defect, matrix, y, alone=defect in missed)
        y += ROW
    y += 2 * GAP
    rows.append(_rule(y - ROW / 2 - GAP, matrix))
    for name, values in (
        ("caught as written", [column.figures.caught_as_written for column in matrix]),
        ("caught isolated", [column.figures.caught for column in matrix]),
        ("false alarms", [column.figures.false_alarms for column in matrix]),
    ):
        rows.append(_text(LEFT - 18, y + 4, name, "end", "quiet"))
        rows += [
            _text(_x(index), y + 4, str(value), "middle") for index, value in enumerate(values)
        ]
        y += ROW
    width = LEFT + STEP * len(matrix) + RIGHT
    rows += _legend(y + GAP)
    height = y + GAP + 3 * ROW
    tools = ", ".join(column.tool for column in matrix)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="title desc">',
            '<title id="title">Who catches what</title>',
            f'<desc id="desc">{len(corpus.defects)} defects, and which of them are caught by '
            f"{escape(tools)}. {len(missed)} are caught by none.</desc>",
            f"<style>{STYLE}</style>",
            f'<rect class="page" width="{width}" height="{height}"/>',
            *(
                f'<text transform="translate({_x(index) + 4},{TOP - 18}) rotate(-50)">'
                f"{escape(column.tool)}</text>"
                for index, column in enumerate(matrix)
            ),
            *rows,
            "</svg>\n",
        ]
    )


def _row(defect: Defect, matrix: Sequence[Column], y: float, *, alone: bool) -> list[str]:
    parts = [_text(LEFT - 18, y + 4, defect.id, "end", "alone" if alone else "")]
    for index, column in enumerate(matrix):
        sight = column.sight(defect)
        codes = ", ".join(column.figures.isolated[defect.id]) or "nothing"
        radius = {Sight.WRITTEN: 6, Sight.ISOLATED: 5, Sight.NOT: 1.5}[sight]
        parts.append(
            f'<circle class="{sight.name.lower()}" cx="{_x(index)}" cy="{y}" r="{radius}">'
            f"<title>{escape(defect.id)}, {escape(column.tool)}: {escape(codes)}</title></circle>"
        )
    return parts


def _legend(y: float) -> list[str]:
    x = 24
    return [
        f'<circle class="written" cx="{x}" cy="{y}" r="6"/>',
        _text(x + 14, y + 4, "caught in the original as it is", "start", "quiet"),
        f'<circle class="isolated" cx="{x + 280}" cy="{y}" r="5"/>',
        _text(x + 294, y + 4, "caught once the others are repaired", "start", "quiet"),
        _text(x - 6, y + ROW + 4, "bold: caught by no tool", "start", "alone"),
    ]


def _rule(y: float, matrix: Sequence[Column]) -> str:
    return f'<path class="rule" d="M16,{y} H{LEFT + STEP * len(matrix)}"/>'


def _text(x: float, y: float, text: str, anchor: str, style: str = "") -> str:
    kind = f' class="{style}"' if style else ""
    return f'<text{kind} x="{x}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'


def _x(index: int) -> int:
    return LEFT + STEP * index + STEP // 2 - 10
