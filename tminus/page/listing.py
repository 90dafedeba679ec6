"""A program's text as lines of HTML: highlighted, escaped, with its tabs marked."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape
from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, Operator, String

if TYPE_CHECKING:
    from collections.abc import Iterable

CLASSES: tuple[tuple[Any, str], ...] = (
    (Comment, "c"),
    (Keyword, "k"),
    (Operator.Word, "k"),
    (String, "s"),
    (Number, "m"),
    (Name.Function, "f"),
    (Name.Class, "f"),
    (Name.Builtin, "b"),
)
"""Kinds of token, and the class of the style sheet that they have; all others have none."""
_BLANKS = re.compile(r"\t| +$")


def lines(text: str, marks: Iterable[tuple[int, int, str]] = ()) -> list[Markup]:
    """The lines of a program. A mark is a stretch of the text and the element to put it in.

    A line that is marked as a whole is left as it is: there is nothing in it to find.
    """
    inside: dict[int, str] = {}
    for start, end, element in marks:
        inside.update(dict.fromkeys(range(start, end), element))
    kinds = _kinds(text)
    shown, start = [], 0
    for line in text.splitlines(keepends=True):
        end = start + len(line.rstrip("\n"))
        if all(place in inside for place in range(start, end)):
            inside.update(dict.fromkeys(range(start, end), ""))
        shown.append(_line(text, start, end, kinds, inside))
        start += len(line)
    return shown


def _line(text: str, start: int, end: int, kinds: list[str], inside: dict[int, str]) -> Markup:
    pieces = []
    for mark, places in groupby(range(start, end), key=lambda place: inside.get(place, "")):
        parts = []
        for kind, group in groupby(places, key=lambda place: kinds[place]):
            within = list(group)
            part = _blanks(text[within[0] : within[-1] + 1], last=within[-1] + 1 == end)
            parts.append(Markup(f"<span class={kind}>{part}</span>") if kind else part)
        joined = Markup("").join(parts)
        pieces.append(Markup(f"<{mark}>{joined}</{mark}>") if mark else joined)
    return Markup("").join(pieces)


def _kinds(text: str) -> list[str]:
    """For each character of a program the class that it is shown in."""
    lexer = PythonLexer(stripnl=False, ensurenl=False)
    kinds: list[str] = []
    for _place, token, value in lexer.get_tokens_unprocessed(text):
        kinds += [_class(token)] * len(value)
    return kinds


def _class(token: Any) -> str:
    return next((name for kind, name in CLASSES if token in kind), "")


def _blanks(part: str, *, last: bool) -> Markup:
    """The text with each tab, and blanks at the end of a line, in an element of their own."""
    pieces, done = [], 0
    for match in _BLANKS.finditer(part):
        if match[0] == "\t" or last:
            pieces += [escape(part[done : match.start()]), Markup(f"<u>{match[0]}</u>")]
            done = match.end()
    return Markup("").join([*pieces, escape(part[done:])])
