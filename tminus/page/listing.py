"""A program's text as lines of HTML: highlighted, escaped, with its tabs marked."""

from __future__ import annotations

import re
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
    """The lines of a program. A mark is a stretch of the text and the element to put it in."""
    inside: dict[int, str] = {}
    for start, end, element in marks:
        inside.update(dict.fromkeys(range(start, end), element))
    pieces: list[list[Markup]] = [[]]
    for start, end, kind in _stretches(text, inside):
        part = text[start:end]
        if part == "\n":
            pieces.append([])
        else:
            pieces[-1].append(_element(_blanks(part, text[end : end + 1]), kind, inside.get(start)))
    if not pieces[-1] and text.endswith("\n"):
        pieces.pop()
    return [Markup("").join(line) for line in pieces]


def _stretches(text: str, inside: dict[int, str]) -> Iterable[tuple[int, int, str]]:
    """The text in stretches of one token, one mark and one line each."""
    kinds: list[str] = []
    for _place, token, value in PythonLexer(stripnl=False, ensurenl=False).get_tokens_unprocessed(
        text
    ):
        kinds += [_class(token)] * len(value)
    start = 0
    for place in range(1, len(text) + 1):
        if (
            place == len(text)
            or "\n" in text[place - 1 : place + 1]
            or kinds[place] != kinds[start]
            or inside.get(place) != inside.get(start)
        ):
            yield start, place, kinds[start]
            start = place


def _class(token: Any) -> str:
    return next((name for kind, name in CLASSES if token in kind), "")


def _blanks(part: str, following: str) -> Markup:
    """The text with each tab, and blanks at the end of a line, in an element of their own."""
    pieces, done = [], 0
    for match in _BLANKS.finditer(part):
        if match[0] == "\t" or following in ("", "\n"):
            pieces += [escape(part[done : match.start()]), Markup(f"<u>{match[0]}</u>")]
            done = match.end()
    return Markup("").join([*pieces, escape(part[done:])])


def _element(text: Markup, kind: str, mark: str | None) -> Markup:
    if kind:
        text = Markup(f"<span class={kind}>{text}</span>")
    return Markup(f"<{mark}>{text}</{mark}>") if mark else text
