"""Apply edits to a text: the one place where a repair becomes a program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class EditError(ValueError):
    """An edit does not fit the text that it is applied to."""


@dataclass(frozen=True)
class Edit:
    """Replace ``old``, which begins at ``line`` and ``column`` (both from 1, in
    characters, a tab is one), by ``new``. An empty ``old`` inserts."""

    line: int
    column: int
    old: str
    new: str

    def __str__(self) -> str:
        return f"the edit at {self.line}:{self.column}"


def offset(text: str, line: int, column: int) -> int:
    """Where in ``text`` a line and column are. Raises `EditError` if nowhere.

    The place behind the last newline counts as the first column of one more line.
    """
    rows = text.split("\n")
    if 1 <= line <= len(rows) and 1 <= column <= len(rows[line - 1]) + 1:
        return sum(len(row) + 1 for row in rows[: line - 1]) + column - 1
    raise EditError(f"there is no line {line}, column {column} in the text")


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits applied; positions are those of the original text.

    Insertions at one place come out in the order given. Raises `EditError`
    where an edit's ``old`` does not stand at its place, or where two overlap.
    """
    pieces: list[str] = []
    done = 0
    for start, edit in _placed(text, edits):
        pieces += [text[done:start], edit.new]
        done = start + len(edit.old)
    return "".join(pieces) + text[done:]


def locate(text: str, edits: Iterable[Edit]) -> list[tuple[Edit, int, int]]:
    """Where in the edited text each edit's ``new`` stands: its first offset, and the one behind it.

    Raises `EditError` as `apply` does.
    """
    places: list[tuple[Edit, int, int]] = []
    growth = 0
    for start, edit in _placed(text, edits):
        places.append((edit, start + growth, start + growth + len(edit.new)))
        growth += len(edit.new) - len(edit.old)
    return places


def _placed(text: str, edits: Iterable[Edit]) -> list[tuple[int, Edit]]:
    """The edits in the order of their offsets, each checked against the text."""
    placed = sorted(
        ((offset(text, edit.line, edit.column), edit) for edit in edits), key=lambda item: item[0]
    )
    done = 0
    for start, edit in placed:
        end = start + len(edit.old)
        if text[start:end] != edit.old:
            found = text[start:end] or "the end of the text"
            raise EditError(f"{edit} wants to replace {edit.old!r}, but there stands {found!r}")
        if start < done:
            raise EditError(f"{edit} overlaps the edit before it")
        done = end
    return placed
