"""Read a report that is made of lines: a linter's, a workflow's, or a person's."""

from __future__ import annotations

import re

from tminus.score.remark import Remark, ReportError

PLACE = re.compile(
    r"""
    (?: [-*+] \s+ | \d+ [.)] \s+ )?                # a bullet or a number
    (?: \[[ xX]\] \s+ )?                           # a box to tick
    [`*_"'(]*
    (?P<file> (?: [A-Za-z]:[\\/] )? [^:`]*? [^:`\s] )
    : (?P<line> \d{1,6} )
    (?: : \d+ | [-–] \d+ (?: : \d+ )? )?           # a column, or the end of a range
    [`*_"')]* (?: \s* [-–—:] (?=\s) | : | (?=\s) | $ )
    \s* (?P<text> .* )
    """,
    re.VERBOSE,
)

ANNOTATION = re.compile(r"::(?P<level>[a-z-]+)(?: (?P<properties>.*?))?::(?P<text>.*)")

CODE = re.compile(
    r"(?:(?:error|warning|note|info|notice)\b[:\s]*)?"
    r"\[?(?P<code>[A-Z]{1,10}\d{2,5}|[a-z]+(?:[-_][a-z]+)+)\]?(?::|\s|$)"
)

DECORATION = re.compile(
    r"""
      \#{1,6} \s .*                                # a heading
    | ```.* | ---+ | \*\*\*+ | ===+                # a fence, a rule
    | <!--.*-->
    | \*{13}\ Module\ .*                           # pylint
    | Your\ code\ has\ been\ rated\ at\ .*
    | Found\ \d+\ errors?\b.*                      # ruff, mypy
    | \[\*\]\ .*\bfixable\b.*
    | No\ fixes\ available.*
    | All\ checks\ passed!
    | Success:\ no\ issues\ found.*
    | \d+\ errors?,\ \d+\ warnings?,.*             # pyright
    """,
    re.VERBOSE,
)


def read(text: str) -> list[Remark]:
    """All remarks of a report of lines.

    Read are ``file:line[:column]: text``; GitHub's workflow commands
    (``::error file=…,line=…::text``, with warning and notice); and bullets of
    Markdown that begin with a block and a line (``- 05:6 text``), as is the plain
    line without a bullet. What is indented below a bullet belongs to it. Of a range of
    lines the first counts. Empty lines, headings, fences, rules and the closing lines
    of common linters say nothing. Raises `ReportError` naming the first line that is
    none of these.
    """
    remarks: list[Remark] = []
    open_bullet = False
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if not stripped or DECORATION.fullmatch(stripped):
            open_bullet = False
        elif stripped.startswith("::"):
            remarks += _annotation(stripped, number)
            open_bullet = False
        elif found := PLACE.fullmatch(stripped):
            remarks.append(_remark(found["file"], int(found["line"]), found["text"]))
            open_bullet = True
        elif open_bullet and line[0].isspace():
            last = remarks[-1]
            remarks[-1] = Remark(last.file, last.line, last.code, f"{last.text} {stripped}")
        else:
            raise ReportError(
                f"line {number}: neither FILE:LINE: TEXT, nor ::error file=…, nor a bullet "
                f"- BLOCK:LINE TEXT: {_short(stripped)!r}"
            )
    return remarks


def _remark(file: str, line: int, text: str) -> Remark:
    code = CODE.match(text)
    return Remark(file, line, code["code"] if code else "", text)


def _annotation(line: str, number: int) -> list[Remark]:
    """GitHub Actions documentation, Workflow commands: Setting an error message."""
    found = ANNOTATION.fullmatch(line)
    if found is None:
        raise ReportError(f"line {number}: no workflow command: {_short(line)!r}")
    if found["level"] not in ("error", "warning", "notice"):
        return []
    pairs = (part.partition("=") for part in (found["properties"] or "").split(","))
    given = {name.strip(): _decoded(value) for name, _, value in pairs}
    place = given.get("line", "0")
    if "file" not in given or not (place.isdecimal() and len(place) <= 6):
        raise ReportError(f"line {number}: it names no file, or no line: {_short(line)!r}")
    text = " ".join(filter(None, (given.get("title"), _decoded(found["text"]))))
    return [_remark(given["file"], int(place), text)]


def _decoded(value: str) -> str:
    for code, character in (("%0A", "\n"), ("%0D", "\r"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        value = value.replace(code, character)
    return value


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
