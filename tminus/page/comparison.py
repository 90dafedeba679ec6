"""The original of a block beside its repair, row by row, each change with its defects."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from tminus.cli.diff import labels
from tminus.edits import locate, offset
from tminus.page import listing

if TYPE_CHECKING:
    from collections.abc import Collection

    from markupsafe import Markup

    from tminus.corpus import Block, Defect


@dataclass(frozen=True)
class Side:
    """A line of one of the two programs."""

    number: int
    text: Markup
    defects: tuple[Defect, ...]


@dataclass(frozen=True)
class Row:
    """A line of the original and one of the repair; ``None`` where there is none."""

    old: Side | None
    new: Side | None
    changed: bool

    @property
    def defects(self) -> tuple[Defect, ...]:
        """The defects that either side belongs to."""
        sides = [side.defects for side in (self.old, self.new) if side is not None]
        return tuple(dict.fromkeys(defect for defects in sides for defect in defects))


def rows(block: Block) -> list[Row]:
    """All lines of a block and its repair. What an edit takes or puts in is marked."""
    return _rows(block, block.defects, labels(block))


def changes(block: Block, defect: Defect) -> list[Row]:
    """The lines that the repair of one defect alone changes."""
    return [row for row in _rows(block, (defect,), ({}, {})) if row.changed]


def _rows(
    block: Block,
    repairs: Collection[Defect],
    belonging: tuple[dict[int, list[Defect]], dict[int, list[Defect]]],
) -> list[Row]:
    edits = [edit for defect in repairs for edit in defect.edits]
    repaired = block.repaired(repairs)
    taken = []
    for edit in edits:
        start = offset(block.original, edit.line, edit.column)
        taken.append((start, start + len(edit.old), "del"))
    given = [(start, end, "ins") for _edit, start, end in locate(block.original, edits)]
    before = _sides(block.original, taken, belonging[0])
    after = _sides(repaired, given, belonging[1])
    matcher = SequenceMatcher(
        a=block.original.splitlines(), b=repaired.splitlines(), autojunk=False
    )
    found = []
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        for step in range(max(a2 - a1, b2 - b1)):
            old = before[a1 + step] if a1 + step < a2 else None
            new = after[b1 + step] if b1 + step < b2 else None
            found.append(Row(old, new, tag != "equal"))
    return found


def _sides(
    text: str, marks: list[tuple[int, int, str]], belonging: dict[int, list[Defect]]
) -> list[Side]:
    return [
        Side(number, line, tuple(belonging.get(number, ())))
        for number, line in enumerate(listing.lines(text, marks), 1)
    ]
