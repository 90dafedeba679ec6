"""The generated parts of the README: ``python -m tminus.readme`` writes them anew.

A part stands between ``<!-- NAME:begin … -->`` and ``<!-- NAME:end -->``.
"""

from __future__ import annotations

import io
import re
import sys
from functools import partial
from typing import TYPE_CHECKING

from tminus.corpus import MEANING, Corpus, CorpusError, load
from tminus.judge.judge import Verdict
from tminus.lint.markdown import table as lint_table

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


def overview_page(corpus: Corpus) -> str:
    """What ``tminus`` prints, as a fenced block.

    That every repair holds is taken for granted here, so that nothing has to
    be judged to write a README; the tests prove it.
    """
    from rich.console import Console

    from tminus.cli.overview import GREETING, LEGEND, known, table

    page = io.StringIO()
    console = Console(file=page, width=WIDTH, highlight=False, color_system=None)
    rows = [{**known(block), "repair": Verdict.HOLDS} for block in corpus.blocks]
    console.print(f"{GREETING}\n")
    console.print(table(rows, complete=True))
    console.print(f"\n{LEGEND}")
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


def parts(corpus: Corpus) -> dict[str, str]:
    """Every generated part, by its name."""
    return {
        "overview": overview_page(corpus),
        "blocks": blocks_table(corpus),
        "kinds": kinds_table(corpus),
        "lint": lint_table(corpus),
    }


def main() -> None:
    """Write the README's generated parts anew."""
    corpus = load()
    path = corpus.home / "README.md"
    path.write_text(fill(path.read_text("utf-8"), parts(corpus)), "utf-8")


if __name__ == "__main__":
    try:
        main()
    except CorpusError as refusal:
        print(f"tminus: {refusal}", file=sys.stderr)
        sys.exit(2)
