"""Recorded results: one ``results/<tool>.toml`` a tool, written by ``tminus lint --update``."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from tminus.corpus import Corpus, CorpusError, read_text, require_names
from tminus.lint.findings import Findings, Spot
from tminus.lint.tools import TOOLS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tminus.lint.run import Report

UPDATE = "tminus lint --update"
"""The command that writes the results anew."""

HEAD = f"""\
# Written by `{UPDATE}`. A finding is "LINE CODE". Lines are those of original/; 1+2 is
# row 2 of what a repair puts in at line 1, 0 the file as a whole. In [false_alarms]
# lines are those of fixed/. What is said of the fixed program too stands only there.
"""


@dataclass(frozen=True)
class Result:
    """What a tool of one version found, and when."""

    tool: str
    version: str
    date: date
    settings: str
    seconds: float
    findings: Findings


def result(report: Report, findings: Findings) -> Result:
    """A result of today."""
    return Result(
        report.tool.name,
        report.version,
        datetime.now(UTC).date(),
        report.settings,
        round(report.seconds, 2),
        findings,
    )


def path(corpus: Corpus, tool: str) -> Path:
    """Where a tool's result is recorded."""
    return corpus.home / "results" / f"{tool}.toml"


def recorded(corpus: Corpus) -> list[Result]:
    """All recorded results, in the order of the tools. Raises `CorpusError` where one is broken."""
    found = []
    for tool in TOOLS:
        where = path(corpus, tool.name)
        if where.is_file():
            found.append(load(where))
            _require_all(corpus, found[-1].findings, where)
    return found


def _require_all(corpus: Corpus, findings: Findings, where: Path) -> None:
    """Make sure that findings are about the corpus as it is now."""
    defects = {defect.id for defect in corpus.defects}
    blocks = {block.name for block in corpus.blocks}
    if missing := ", ".join(sorted(defects - {*findings.isolated})):
        raise CorpusError(f"{where}: nothing is recorded of {missing}; run {UPDATE}")
    for names, known in (
        (findings.isolated, defects),
        (findings.as_written, blocks),
        (findings.false_alarms, blocks),
    ):
        if unknown := ", ".join(sorted({*names} - known)):
            raise CorpusError(f"{where}: the corpus has no {unknown}; run {UPDATE}")


def load(where: Path) -> Result:
    """Read one result. Raises `CorpusError` where it is missing or broken."""
    try:
        data = tomllib.loads(read_text(where))
        parts = {field.name for field in fields(Result)} - {"findings"}
        require_names(data, parts | {"as_written", "isolated", "false_alarms"}, "a result")
        return Result(
            str(data["tool"]),
            str(data["version"]),
            data["date"],
            str(data["settings"]),
            float(data["seconds"]),
            Findings(*(_spots(data[part]) for part in ("as_written", "isolated", "false_alarms"))),
        )
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"{where}: not valid TOML: {error}") from error
    except KeyError as error:
        raise CorpusError(f"{where}: {error.args[0]!r} is missing; run {UPDATE}") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise CorpusError(f"{where}: {error}; run {UPDATE}") from error


def save(corpus: Corpus, new: Result) -> bool:
    """Record a result. Returns whether anything but date and seconds was new; if not,
    the file stays as it is.
    """
    where = path(corpus, new.tool)
    if where.is_file() and not drift(load(where), new):
        return False
    where.parent.mkdir(exist_ok=True)
    where.write_bytes(dump(new).encode("utf-8"))
    return True


def drift(old: Result, new: Result) -> list[str]:
    """What is new in a result, a line each; empty if nothing but date and seconds is."""
    lines = [
        f"{new.tool}: {name} was {before}, is {after}"
        for name, before, after in (
            ("version", old.version, new.version),
            ("settings", old.settings, new.settings),
        )
        if before != after
    ]
    for part in ("as_written", "isolated", "false_alarms"):
        before, after = getattr(old.findings, part), getattr(new.findings, part)
        lines += [
            f"{new.tool}: {part.replace('_', ' ')} {name}: was {_brief(before.get(name, ()))}, "
            f"is {_brief(after.get(name, ()))}"
            for name in sorted({*before, *after})
            if before.get(name) != after.get(name)
        ]
    return lines


def dump(result: Result) -> str:
    """A result as TOML."""
    lines = [
        HEAD,
        f"tool = {json.dumps(result.tool)}",
        f"version = {json.dumps(result.version)}",
        f"date = {result.date.isoformat()}",
        f"settings = {json.dumps(result.settings)}",
        f"seconds = {result.seconds}",
    ]
    for part in ("as_written", "isolated", "false_alarms"):
        lines += ["", f"[{part}]"]
        for name, spots in getattr(result.findings, part).items():
            key = json.dumps(name) if "/" in name else name
            lines += _list(key, spots)
    return "\n".join(lines) + "\n"


def _list(key: str, spots: tuple[Spot, ...]) -> list[str]:
    """``key = [...]``, in one line if it fits, else a line for each place."""
    quoted = [json.dumps(str(spot)) for spot in spots]
    line = f"{key} = [{', '.join(quoted)}]"
    if len(line) <= 100:
        return [line]
    rows: dict[str, list[str]] = {}
    for spot, text in zip(spots, quoted, strict=True):
        rows.setdefault(spot.place, []).append(text)
    return [f"{key} = [", *(f"    {', '.join(row)}," for row in rows.values()), "]"]


def _spots(data: dict[str, Any]) -> dict[str, tuple[Spot, ...]]:
    return {name: tuple(_spot(text) for text in texts) for name, texts in data.items()}


def _spot(text: str) -> Spot:
    place, _, code = text.partition(" ")
    if not code or not place.replace("+", "", 1).isdigit():
        raise ValueError(f"{text!r} is no finding")
    return Spot(place, code)


def _brief(spots: Iterable[Spot]) -> str:
    return ", ".join(map(str, spots)) or "nothing"
