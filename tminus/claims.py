"""The claims: what the document's text says about threads, and what was seen.

Everything is read from ``claims.toml``, which lies beside the answer key; the
tests in ``tests/claims`` ask the real interpreter, one for each claim.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tminus.corpus import NAMES, CorpusError, home, read_text

if TYPE_CHECKING:
    from pathlib import Path


class Finding(StrEnum):
    """What a test says to a claim. `MEANING` defines each in a sentence."""

    HOLDS = "holds"
    FAILS = "does not hold"
    DEPENDS = "depends"


MEANING = {
    Finding.HOLDS: "It is so on every interpreter that was asked.",
    Finding.FAILS: "As it is worded, it is not so.",
    Finding.DEPENDS: "It is so under a condition that the text leaves out.",
}


@dataclass(frozen=True)
class Claim:
    """One thing that the text says, in our words, and what came of it.

    ``block`` is the block that it stands by. ``seen`` is what was seen when the
    interpreter was asked, ``test`` the test that asks it, and ``sources`` are
    the pages that say how it is meant to be.
    """

    id: str
    block: str
    claimed: str
    verdict: Finding
    seen: str
    test: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Claims:
    """All claims, in the document's order, and the interpreters that were asked."""

    asked: str
    claims: tuple[Claim, ...]


def load(at: Path | None = None) -> Claims:
    """Read the claims. Raises `CorpusError` where the file is missing or broken."""
    path = (at or home()) / "claims.toml"
    try:
        data = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"{path}: not valid TOML: {error}") from error
    try:
        return _claims(data)
    except ValueError as error:
        raise CorpusError(f"{path}: {error}") from error


def _claims(data: dict[str, Any]) -> Claims:
    asked = _text(data, "asked")
    entries = data.get("claims")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ValueError("it holds no list of claims: each is a table [[claims]]")
    claims = tuple(_claim(entry) for entry in entries)
    for field in ("id", "test"):
        values = [getattr(claim, field) for claim in claims]
        for value in values:
            if values.count(value) > 1:
                raise ValueError(f"the {field} {value!r} stands there more than once")
    order = [claim.block for claim in claims]
    if order != sorted(order):
        raise ValueError("the claims are not in the order of the blocks")
    return Claims(asked, claims)


def _claim(entry: dict[str, Any]) -> Claim:
    try:
        return Claim(
            id=_text(entry, "id"),
            block=_block(entry),
            claimed=_text(entry, "claimed"),
            verdict=Finding(_text(entry, "verdict")),
            seen=_text(entry, "seen"),
            test=_text(entry, "test"),
            sources=_sources(entry),
        )
    except ValueError as error:
        raise ValueError(f"{entry.get('id', 'a claim without id')}: {error}") from error


def _block(entry: dict[str, Any]) -> str:
    name = _text(entry, "block")
    if name not in NAMES:
        raise ValueError(f"there is no block {name!r}")
    return name


def _sources(entry: dict[str, Any]) -> tuple[str, ...]:
    sources = entry.get("sources")
    if not isinstance(sources, list) or not sources:
        raise ValueError("'sources' is missing, or not a list of pages")
    if not all(isinstance(source, str) and source for source in sources):
        raise ValueError("'sources' holds something that is not a text")
    return tuple(sources)


def _text(entry: dict[str, Any], name: str) -> str:
    """A text in one line of words, as it was meant: line ends in the file are blanks."""
    if name not in entry:
        raise ValueError(f"{name!r} is missing")
    value = entry[name]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{name!r} is not a text: {value!r}")
    return " ".join(value.split())
