"""``tminus score``: how good is a review?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tminus.corpus import load, read_text
from tminus.escape import one_line, to_json
from tminus.score.reach import reach
from tminus.score.read import read
from tminus.score.remark import ReportError
from tminus.score.scoring import RULES, Finding, Score, score

if TYPE_CHECKING:
    from rich.console import Console

HELP = f"""Score a review of original/, or a linter's report on it, against the answer key.

REPORT is a file, or - for standard input: SARIF 2.1.0 of any tool; the JSON of ruff or
pylint; lines FILE:LINE[:COLUMN]: TEXT; workflow annotations (::error file=…,line=…::TEXT);
or a review typed as Markdown bullets:

\b
- 05:6 the flag is never cleared: self_running is a local
- 05:18 the task has no join, the thread has

What cannot be read is named, and nothing is scored (exit code 2).

\b
{RULES}"""


@click.command("score", help=HELP)
@click.argument("report")
@click.option("--json", "json_wanted", is_flag=True, help="Print one JSON object.")
def command(report: str, json_wanted: bool) -> None:
    corpus = load()
    try:
        scored = score(corpus, read(_text(report)), reach(corpus))
    except ReportError as error:
        raise ReportError(f"{report}: {error}") from error
    if json_wanted:
        click.echo(to_json(as_json(scored), indent=2))
    else:
        from rich.console import Console

        show(Console(highlight=False), scored)


def _text(report: str) -> str:
    if report != "-":
        return read_text(Path(report))
    try:
        return sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise ReportError(f"not UTF-8 text (byte {error.start})") from error


def as_json(scored: Score) -> dict[str, Any]:
    """The object that ``tminus score --json`` prints."""
    return {
        "recall": round(scored.recall, 4),
        "precision": round(scored.precision, 4),
        "f1": round(scored.f1, 4),
        "youden": round(scored.youden, 4),
        "false_alarm_rate": round(scored.false_alarm_rate, 4),
        "findings": len(scored.findings),
        "by_kind": {
            name: {"hit": hit, "of": of}
            for name, (hit, of) in scored.by(lambda defect: defect.kind).items()
        },
        "by_difficulty": {
            name: {"hit": hit, "of": of}
            for name, (hit, of) in scored.by(lambda defect: defect.difficulty).items()
        },
        "hit": [defect.id for defect in scored.hit],
        "missed": [defect.id for defect in scored.missed],
        "false_alarms": [_alarm(finding) for finding in scored.false_alarms],
    }


def _alarm(finding: Finding) -> dict[str, Any]:
    return {
        "block": finding.block,
        "line": finding.line,
        "code": finding.code,
        "text": finding.text,
    }


def show(console: Console, scored: Score) -> None:
    """Print the score for a person."""
    from rich.text import Text

    hits, alarms = len(scored.hit), len(scored.false_alarms)
    total, findings = len(scored.defects), len(scored.findings)
    console.print(f"recall     {scored.recall:6.2f}   {hits} of {total} defects hit", style="bold")
    console.print(
        f"precision  {scored.precision:6.2f}   {findings - alarms} of {findings} findings"
    )
    console.print(f"F1         {scored.f1:6.2f}")
    console.print(
        f"Youden     {scored.youden:+6.2f}   {scored.flagged_sound_lines} of "
        f"{scored.sound_lines} lines without a defect flagged\n"
    )
    for what, counts in (
        ("by kind", scored.by(lambda defect: defect.kind)),
        ("by difficulty", scored.by(lambda defect: defect.difficulty)),
    ):
        told = "   ".join(f"{name} {hit}/{of}" for name, (hit, of) in counts.items())
        console.print(f"{what}: {told}")
    for heading, defects in (("Hit", scored.hit), ("Missed", scored.missed)):
        console.print(f"\n{heading} ({len(defects)})", style="bold")
        for defect in defects:
            console.print(f"  {defect.id:<26} {defect.title}", markup=False)
    console.print(f"\nFalse alarms ({alarms})", style="bold")
    for finding in scored.false_alarms:
        console.print(Text(one_line(f"  {finding}")))
    console.print("\nHow this is counted: tminus score --help", style="dim")
