"""The generated parts of the README: ``python -m tminus.readme`` writes them anew.

A part stands between ``<!-- NAME:begin … -->`` and ``<!-- NAME:end -->``.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tminus.corpus import MEANING, Corpus, CorpusError, load
from tminus.lint.markdown import table

if TYPE_CHECKING:
    from collections.abc import Mapping

WIDTH = 88
"""Columns of a printed page in the README."""


def fill(text: str, parts: Mapping[str, str]) -> str:
    """``text`` with each named part replaced. Raises `CorpusError` where one is not there."""
    for name, part in parts.items():
        pattern = re.compile(rf"(<!-- {name}:begin[^>]*-->\n).*?(<!-- {name}:end -->)", re.DOTALL)
        if not pattern.search(text):
            raise CorpusError(f"README.md: the marks of the generated part {name!r} are missing")
        text = pattern.sub(partial(_between_marks, part), text)
    return text


def _between_marks(part: str, found: re.Match[str]) -> str:
    return f"{found[1]}{part}\n{found[2]}"


def overview_page(rows: list[dict[str, Any]], totals: dict[str, Any]) -> str:
    """What ``tminus`` prints, as a fenced block; rows and totals as ``tminus --json`` gives them."""
    from rich.console import Console

    from tminus.cli.overview import GREETING, LEGEND, basis, table

    page = io.StringIO()
    console = Console(file=page, width=WIDTH, highlight=False, color_system=None)
    console.print(f"{GREETING}\n")
    console.print(table(rows, complete=True))
    console.print(f"\n{LEGEND}\n{basis(totals)}")
    lines = (line.rstrip() for line in page.getvalue().splitlines())
    return "```text\n" + "\n".join(lines) + "\n```"


def blocks_table(corpus: Corpus) -> str:
    """The blocks, what each is for, and how many defects of which kind it has."""
    lines = ["| block | what it shows | defects |", "| --- | --- | --- |"]
    for block in corpus.blocks:
        kinds = [defect.kind for defect in block.defects]
        counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in MEANING if kind in kinds)
        lines.append(f"| `{block.name}` | {block.title} | {counts or 'none: the control'} |")
    return "\n".join(lines)


def kinds_table(corpus: Corpus) -> str:
    """The kinds of defect, what each means, and how many there are."""
    lines = ["| kind | meaning | defects |", "| --- | --- | ---: |"]
    for kind, meaning in MEANING.items():
        count = sum(defect.kind == kind for defect in corpus.defects)
        lines.append(f"| `{kind}` | {meaning} | {count} |")
    return "\n".join(lines)


def parts(corpus: Corpus, overview: dict[str, Any]) -> dict[str, str]:
    """Every generated part, by its name; ``overview`` is what ``tminus --json`` printed."""
    return {
        "overview": overview_page(overview["blocks"], overview["totals"]),
        "blocks": blocks_table(corpus),
        "kinds": kinds_table(corpus),
        "lint": table(corpus),
    }


def main() -> None:
    """Write the README's generated parts anew."""
    import json

    corpus = load()
    done = subprocess.run(
        [sys.executable, "-m", "tminus", "--json"], capture_output=True, text=True, check=True
    )
    path = Path(corpus.home) / "README.md"
    path.write_text(fill(path.read_text("utf-8"), parts(corpus, json.loads(done.stdout))), "utf-8")


if __name__ == "__main__":
    main()
