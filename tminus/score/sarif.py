"""Read SARIF 2.1.0 of any tool (OASIS standard, Static Analysis Results Interchange Format)."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote, urlsplit

from tminus.score.remark import Remark, ReportError


def read(text: str) -> list[Remark]:
    """All results of all runs that are problems, one remark a location.

    A result's URI is taken as it stands, relative or absolute, without its scheme
    and its percent-encoding; where it is missing, the index into the run's
    ``artifacts`` gives it (section 3.4.5). A region needs no columns; a location
    without a region is about the file as a whole (line 0). Results whose ``kind``
    is not ``fail`` report no problem (section 3.27.9), and suppressed ones are
    withdrawn (section 3.27.23): both are left out. Raises `ReportError` naming
    the run and the result that cannot be read.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ReportError(f"not valid JSON: {error}") from error
    if not isinstance(data, dict) or not isinstance(data.get("runs"), list):
        raise ReportError("not SARIF: there is no list of runs")
    version = data.get("version")
    if version != "2.1.0":
        raise ReportError(f"not SARIF 2.1.0: its version is {version!r}")
    remarks: list[Remark] = []
    for number, run in enumerate(data["runs"]):
        where = f"runs[{number}]"
        try:
            results = run.get("results") or []
        except AttributeError as error:
            raise ReportError(f"{where} is not an object") from error
        for index, result in enumerate(results):
            try:
                remarks += _remarks(run, result)
            except (KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
                raise ReportError(f"{where}.results[{index}]: {_complaint(error)}") from error
    return remarks


def _remarks(run: dict[str, Any], result: dict[str, Any]) -> list[Remark]:
    if result.get("kind", "fail") != "fail":
        return []
    if any(item.get("status") != "rejected" for item in result.get("suppressions") or []):
        return []
    locations = result.get("locations")
    if not locations:
        raise ValueError("it has no location")
    return [
        Remark(_file(run, place), _line(place), _code(run, result), _message(result))
        for place in (location["physicalLocation"] for location in locations)
    ]


def _file(run: dict[str, Any], place: dict[str, Any]) -> str:
    location = place["artifactLocation"]
    uri = location.get("uri")
    if uri is None:
        uri = run["artifacts"][location["index"]]["location"]["uri"]
    return unquote(urlsplit(uri).path)


def _line(place: dict[str, Any]) -> int:
    region = place.get("region")
    if region is None:
        return 0
    line = region["startLine"]
    if not isinstance(line, int) or line < 1:
        raise ValueError(f"its startLine is {line!r}")
    return line


def _code(run: dict[str, Any], result: dict[str, Any]) -> str:
    """The rule's id, which may also be given by its index (section 3.27.5 to 3.27.7)."""
    rule = result.get("rule") or {}
    code = result.get("ruleId") or rule.get("id")
    index = result.get("ruleIndex", rule.get("index", -1))
    if code is None and index >= 0:
        code = run["tool"]["driver"]["rules"][index]["id"]
    return str(code or "")


def _message(result: dict[str, Any]) -> str:
    message = result.get("message") or {}
    return str(message.get("text") or message.get("markdown") or "")


def _complaint(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"{error.args[0]!r} is missing"
    return str(error) if isinstance(error, ValueError) else "not what SARIF has in its place"
