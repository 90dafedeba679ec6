"""Find the places of an original in what somebody made of it.

Works on words and signs, not on syntax trees: most originals do not parse, nor
need what was made of them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING

from tminus.edits import offset

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from tminus.edits import Edit

_TOKEN = re.compile(r"(?P<line>(?:[ \t\f]*\n)+(?P<indent>[ \t\f]*))|[ \t\f]+|(?P<sign>\w+|[^\w\s])")
_QUOTES = {'"': "'"}


@dataclass(frozen=True)
class Token:
    """A word, a sign, or a line break with the indentation that follows it.

    ``key`` is what makes two tokens the same: quotes are of one kind, and an
    indentation counts by its depth.
    """

    start: int
    end: int
    key: str


@dataclass(frozen=True)
class Place:
    """A stretch of the original, and the stretch that stands there now, by their offsets."""

    start: int
    end: int
    now_start: int
    now_end: int


class Alignment:
    """The original of a block beside what somebody made of it."""

    def __init__(self, original: str, now: str) -> None:
        self.original = original
        self.now = now
        self._old, self._new = tokens(original), tokens(now)
        self._starts = [token.start for token in self._old]
        self._ends = [token.end for token in self._old]
        matcher = SequenceMatcher(
            None, [token.key for token in self._old], [token.key for token in self._new], False
        )
        self._places: dict[Edit, Place] = {}
        self._match = {
            old + step: new + step
            for old, new, length in matcher.get_matching_blocks()
            for step in range(length)
        }

    def place(self, edit: Edit) -> Place:
        """The place of an edit, widened to whole tokens and the blanks around them."""
        if edit not in self._places:
            self._places[edit] = self._find(edit)
        return self._places[edit]

    def _find(self, edit: Edit) -> Place:
        start = offset(self.original, edit.line, edit.column)
        first = bisect_right(self._ends, start)
        last = bisect_left(self._starts, start + len(edit.old))
        if first > last:
            first = last
        before = next((i for i in range(first - 1, -1, -1) if i in self._match), None)
        behind = next((i for i in range(last, len(self._old)) if i in self._match), None)
        now_start = 0 if before is None else self._new[self._match[before]].end
        now_end = len(self.now) if behind is None else self._new[self._match[behind]].start
        return Place(
            0 if before is None else self._old[before].end,
            len(self.original) if behind is None else self._old[behind].start,
            now_start,
            max(now_start, now_end),
        )

    def untouched(self, place: Place) -> bool:
        """Whether there stands what the original has there."""
        old = [token.key for token in self._old if place.start <= token.start < place.end]
        new = [token.key for token in self._new if place.now_start <= token.start < place.now_end]
        if old or new:
            return old == new
        return self._old_text(place) == self._now_text(place)

    def repaired(self, edit: Edit) -> bool:
        """Whether there stands just what the edit would put there."""
        place = self.place(edit)
        span = _shift(self._span(edit), -place.start)
        wanted = _replaced(self._old_text(place), [(*span, edit.new)])
        return [t.key for t in tokens(wanted)] == [t.key for t in tokens(self._now_text(place))]

    def transplant(self, edits: Iterable[Edit], *, behind: bool = False) -> str:
        """What somebody made, with these edits of the original carried out in it.

        Where the place of an edit was changed, what the edit takes away is
        replaced if it still stands there, whole lines are put in before what
        stands there (or ``behind`` it), and any other edit is left out.
        """
        pieces: list[str] = []
        done = 0
        for place, group in self._groups(edits):
            if self.untouched(place):
                text = _replaced(
                    self._old_text(place),
                    [(*_shift(self._span(edit), -place.start), edit.new) for edit in group],
                )
            else:
                text = self._forced(place, group, behind=behind)
            pieces += [self.now[done : place.now_start], text]
            done = place.now_end
        return "".join(pieces) + self.now[done:]

    def _forced(self, place: Place, edits: Iterable[Edit], *, behind: bool = False) -> str:
        """What stands at a place that was changed, with edits carried out as far as they can be."""
        text = self._now_text(place)
        begins_line = not self.now[: place.now_start].rpartition("\n")[2].strip()
        for edit in edits:
            if edit.old.strip():
                text = text.replace(edit.old, edit.new, 1)
            elif edit.new.endswith("\n"):
                at = 0 if begins_line else text.find("\n") + 1
                if behind:
                    at = max(at, text.rfind("\n") + 1)
                text = text[:at] + edit.new + text[at:]
        return text

    def graft(self, edits: Iterable[Edit], kept: Collection[Edit]) -> str:
        """The original with the edits applied, but at the places of ``kept`` what stands there now.

        Edits that share a place with one of ``kept`` are carried out there as far
        as they can be.
        """
        changes: list[tuple[int, int, str]] = []
        for place, group in self._groups([*edits, *kept]):
            if any(edit in kept for edit in group):
                others = [edit for edit in group if edit not in kept]
                changes.append((place.start, place.end, self._forced(place, others)))
            else:
                changes += [(*self._span(edit), edit.new) for edit in group]
        return _replaced(self.original, changes)

    def _groups(self, edits: Iterable[Edit]) -> list[tuple[Place, list[Edit]]]:
        """The edits by place; those whose places touch are one group."""
        groups: list[tuple[Place, list[Edit]]] = []
        for place, edit in sorted(
            ((self.place(edit), edit) for edit in edits),
            key=lambda pair: (pair[0].start, self._span(pair[1])),
        ):
            if groups and place.start <= groups[-1][0].end:
                last, group = groups[-1]
                wide = Place(
                    last.start,
                    max(last.end, place.end),
                    min(last.now_start, place.now_start),
                    max(last.now_end, place.now_end),
                )
                groups[-1] = (wide, [*group, edit])
            else:
                groups.append((place, [edit]))
        return groups

    def _span(self, edit: Edit) -> tuple[int, int]:
        start = offset(self.original, edit.line, edit.column)
        return start, start + len(edit.old)

    def _old_text(self, place: Place) -> str:
        return self.original[place.start : place.end]

    def _now_text(self, place: Place) -> str:
        return self.now[place.now_start : place.now_end]


@lru_cache(maxsize=128)  # the originals are asked for again and again
def tokens(text: str) -> tuple[Token, ...]:
    """The words, signs and line breaks of any text."""
    found: list[Token] = []
    columns = [0]
    for match in _TOKEN.finditer(text):
        if match["line"] is not None:
            found.append(Token(*match.span(), f"\n{depth(match['indent'], columns)}"))
        elif match["sign"]:
            sign = match["sign"]
            found.append(Token(*match.span(), _QUOTES.get(sign, sign)))
    return tuple(found)


def depth(indent: str, columns: list[int]) -> str:
    """How deep an indentation is; ``columns`` are those around it, and are kept up.

    A dedent to a column where nothing began is deeper than nothing that was
    there: it is marked.
    """
    column = len(indent.expandtabs(8))
    dedent = column < columns[-1]
    while column < columns[-1]:
        columns.pop()
    if column > columns[-1]:
        columns.append(column)
        if dedent:
            return f"{len(columns) - 1}?"
    return str(len(columns) - 1)


def _shift(span: tuple[int, int], by: int) -> tuple[int, int]:
    return span[0] + by, span[1] + by


def _replaced(text: str, changes: Iterable[tuple[int, int, str]]) -> str:
    """The text with stretches replaced; what would overlap one before it is left out."""
    pieces: list[str] = []
    done = 0
    for start, end, new in sorted(changes, key=lambda change: change[:2]):
        if start >= done:
            pieces += [text[done:start], new]
            done = end
    return "".join(pieces) + text[done:]
