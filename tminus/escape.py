r"""Make text that others wrote fit to be shown: learners, reports, tools and the names of files.

What a terminal, a page or a log would act upon, or not show, is written as Python writes it:
``\x1b``, ``\u202e``. That is every character of the Unicode categories Cc (controls), Cf
(formats, the bidirectional marks among them), Cs (lone surrogates), Zl and Zp (line and
paragraph separators). What was escaped once stays as it is when it is escaped again.
"""

from __future__ import annotations

import json
import shlex
from typing import Any
from unicodedata import category

_UNFIT = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def one_line(text: str) -> str:
    """The text with every line end, control and invisible character escaped."""
    if text.isprintable():
        return text
    return "".join(repr(one)[1:-1] if category(one) in _UNFIT else one for one in text)


def many_lines(text: str) -> str:
    """The same, but that a newline stays one."""
    return text if text.isprintable() else "\n".join(map(one_line, text.split("\n")))


def to_json(data: Any, indent: int | None = None) -> str:
    """Data as JSON in ASCII, whatever stands in it; what reads it gets it back unchanged."""
    return json.dumps(data, indent=indent).replace("\x7f", "\\u007f")


def argument(path: str) -> str:
    r"""A path as an argument of a command, to be pasted into a shell; never an option.

    Where it holds what cannot be shown it is quoted as bash, zsh and ksh read it: ``$'a\x1b'``.
    """
    path = f"./{path}" if path.startswith("-") else path
    if one_line(path) == path:
        return shlex.quote(path)
    return "$'" + "".join(map(_quoted, path)) + "'"


def _quoted(character: str) -> str:
    if character in "\\'":
        return f"\\{character}"
    if category(character) not in _UNFIT:
        return character
    how = "surrogateescape" if "\udc80" <= character <= "\udcff" else "surrogatepass"
    return "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", how))
