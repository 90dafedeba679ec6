"""The bare command: the corpus at a glance."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from tminus.corpus import Block, Corpus, load
from tminus.judge.judge import Verdict, judge
from tminus.judge.runners import Runners
from tminus.virtual.runner import Program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table

TOOLS = ("ruff", "flake8")
GREETING = "tminus: twelve programs about threads, typed in a hurry"
LEGEND = """\
a → b: of a block's defects, the linter catches a in the file as it was
written, and b when each is the only one left. tests only: neither linter sees
it, running does."""
NEXT = (
    ("tminus diff 5", "a block, original against repaired, each change with its defect"),
    ("tminus start my-review", "a copy of the originals: find the defects, repair them"),
    ("pytest", "prove it all: every repair, every partial repair"),
)


def overview(*, as_json: bool) -> int:
    """Judge every repair and print the page. Returns the exit code: 0 where all hold, else 1."""
    corpus = load()
    if as_json:
        rows = list(_rows(corpus))
        click.echo(json.dumps({"blocks": rows, "totals": _totals(rows)}, indent=2))
    else:
        rows = _show(corpus)
    return 0 if all(row["repair"] == Verdict.HOLDS for row in rows) else 1


def caught_as_written(block: Block, tool: str) -> int:
    """How many defects the tool points at in the original, as it is.

    A finding counts for a defect when it stands at one of the defect's lines
    and carries a code that flags the defect isolated.
    """
    findings = block.as_written.get(tool, ())
    return sum(
        any(f.line in defect.lines and f.code in getattr(defect, tool) for f in findings)
        for defect in block.defects
    )


def _rows(corpus: Corpus) -> Iterator[dict[str, Any]]:
    with Runners() as runners:
        for block in corpus.blocks:
            program = Program(block.fixed.encode("utf-8"), f"fixed/{block.name}.py")
            judgement = judge(program, block.name, runners)
            yield {
                **known(block),
                "repair": judgement.verdict,
                "schedules": sum(seen.schedules for seen in judgement.explored),
                "refuted_by": [refutation.test for refutation in judgement.refutations],
            }


def known(block: Block) -> dict[str, Any]:
    """What the key alone says of a block: its defects, and who catches how many of them."""
    return {
        "block": block.name,
        "title": block.title,
        "defects": len(block.defects),
        **{
            tool: {
                "as_written": caught_as_written(block, tool),
                "isolated": sum(bool(getattr(defect, tool)) for defect in block.defects),
            }
            for tool in TOOLS
        },
        "tests_only": sum(
            defect.behaviour and not any(getattr(defect, tool) for tool in TOOLS)
            for defect in block.defects
        ),
    }


def _totals(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "blocks": len(rows),
        "defects": sum(row["defects"] for row in rows),
        **{
            tool: {how: sum(row[tool][how] for row in rows) for how in ("as_written", "isolated")}
            for tool in TOOLS
        },
        "tests_only": sum(row["tests_only"] for row in rows),
        "holds": sum(row["repair"] == Verdict.HOLDS for row in rows),
        "schedules": sum(row.get("schedules", 0) for row in rows),
    }


def _show(corpus: Corpus) -> list[dict[str, Any]]:
    """Print the page, a row as soon as its block is judged; the rows."""
    from rich.console import Console
    from rich.live import Live

    console = Console(highlight=False)
    console.print(f"{GREETING}\n", style="bold")
    rows: list[dict[str, Any]] = []
    with Live(console=console, auto_refresh=False) as live:
        for row in _rows(corpus):
            rows.append(row)
            live.update(table(rows, complete=len(rows) == len(corpus.blocks)), refresh=True)
    console.print(f"\n{LEGEND}", style="dim")
    schedules = _totals(rows)["schedules"]
    console.print(
        f"The repairs were judged on virtual time, on {schedules:,} schedules.\n", style="dim"
    )
    for command, meaning in NEXT:
        console.print(f"  [bold]{command:<24}[/bold] {meaning}")
    return rows


def table(rows: list[dict[str, Any]], *, complete: bool) -> Table:
    """The overview as a table; with the totals once it is ``complete``."""
    from rich.table import Table
    from rich.text import Text

    page = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    page.add_column("block", no_wrap=True)
    for heading in ("defects", *TOOLS, "tests only"):
        page.add_column(heading, justify="right", no_wrap=True)
    page.add_column("repair", no_wrap=True)
    for row in rows:
        clean = not row["defects"]
        style = "green" if row["repair"] == Verdict.HOLDS else "bold red"
        page.add_row(
            row["block"],
            "clean" if clean else str(row["defects"]),
            *("–" if clean else _caught(row, tool) for tool in TOOLS),
            "–" if clean else str(row["tests_only"]),
            Text(row["repair"], style=style),
        )
    if complete:
        totals = _totals(rows)
        page.add_row(
            "in all",
            str(totals["defects"]),
            *(_caught(totals, tool) for tool in TOOLS),
            str(totals["tests_only"]),
            f"{totals['holds']} of {totals['blocks']} hold",
            style="bold",
        )
    return page


def _caught(row: dict[str, Any], tool: str) -> str:
    return f"{row[tool]['as_written']} → {row[tool]['isolated']}"
