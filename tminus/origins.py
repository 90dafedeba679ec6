"""Where the lines of a repaired program come from: the way back through the edits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tminus.edits import Edit, apply, offset

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True)
class Origin:
    """Where a line of a repaired program comes from.

    Either it is line ``line`` of the original. Or an edit put it there: then it
    is row ``row`` (from 1) of the new lines of ``edit``, which stands at
    ``line`` of the original.
    """

    line: int
    edit: Edit | None = None
    row: int = 0

    @property
    def inserted(self) -> bool:
        """Whether the original has no such line."""
        return self.edit is not None

    def __str__(self) -> str:
        return f"{self.line}+{self.row}" if self.inserted else str(self.line)


def origins(text: str, edits: Iterable[Edit]) -> tuple[Origin, ...]:
    """For each line of ``apply(text, edits)``, from the first on, where it comes from.

    A line is a line of the original if any of its characters, the newline included,
    stands in the original or takes the place of characters that stood there; if
    that is true of several lines, it is the first of them. All other lines are
    inserted. The place behind the last newline counts as one more line, for tools
    report there that something is missing. Raises `EditError` as `apply` does.
    """
    given = list(edits)
    apply(text, given)
    lines: list[list[Origin]] = [[]]
    for character, origin in _characters(text, given):
        lines[-1].append(origin)
        if character == "\n":
            lines.append([])
    end = Origin(text.count("\n") + 1)
    return tuple(
        next((origin for origin in line if not origin.inserted), line[0] if line else end)
        for line in lines
    )


def _characters(text: str, edits: list[Edit]) -> Iterator[tuple[str, Origin]]:
    placed = [(offset(text, edit.line, edit.column), edit) for edit in edits]
    done, line = 0, 1
    for start, edit in [*sorted(placed, key=lambda item: item[0]), (len(text), None)]:
        for character in text[done:start]:
            yield character, Origin(line)
            line += character == "\n"
        if edit is None:
            return
        row = 1
        for character in edit.new:
            yield character, Origin(line) if edit.old else Origin(line, edit, row)
            row += character == "\n"
        done = start + len(edit.old)
        line += edit.old.count("\n")
