"""Read a report, whatever its format."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tminus.score import sarif, text
from tminus.score.remark import Remark, ReportError

if TYPE_CHECKING:
    from collections.abc import Callable


def read(report: str) -> list[Remark]:
    """All remarks of a report: SARIF, the JSON of ruff or pylint, or lines (`tminus.score.text`).

    An empty report has none. Raises `ReportError` naming the part that cannot be read.
    """
    report = report.removeprefix("\ufeff")
    if not report.lstrip().startswith(("{", "[{", "[]", "[\n", "[\r")):
        return text.read(report)
    try:
        data = json.loads(report)
    except (ValueError, RecursionError) as error:
        raise ReportError(f"not valid JSON: {error}") from error
    if isinstance(data, dict) and "messages" not in data:
        return sarif.read(report)
    items = data["messages"] if isinstance(data, dict) else data
    return [_item(item, index) for index, item in enumerate(items)]


def _item(item: Any, index: int) -> Remark:
    formats: tuple[Callable[[Any], Remark], ...] = (_pylint, _ruff)
    for each in formats:
        try:
            return each(item)
        except (KeyError, TypeError, AttributeError, ValueError, OverflowError):
            continue
    raise ReportError(f"entry {index}: neither ruff's JSON nor pylint's, and the whole is no SARIF")


def _pylint(item: dict[str, Any]) -> Remark:
    return Remark(item["path"], int(item["line"]), item["symbol"], item["message"])


def _ruff(item: dict[str, Any]) -> Remark:
    code = item["code"] or "invalid-syntax"
    return Remark(item["filename"], int(item["location"]["row"]), code, item["message"])
