"""``tminus hint``: one hint at a time, from vague to plain."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

import click

from tminus.corpus import Block, CorpusError, Defect, load
from tminus.escape import argument
from tminus.judge.directory import BlockReport, block_file, judge_file, no_directory
from tminus.judge.judge import Verdict
from tminus.judge.notebook import Notebook, read_notebook, turn, write_notebook
from tminus.judge.runners import Runners

if TYPE_CHECKING:
    from collections.abc import Iterator


@click.command("hint")
@click.argument("block")
@click.option(
    "--dir",
    "directory",
    default=".",
    metavar="DIR",
    help="Where the repairs stand (default: the current directory).",
)
@click.option("--json", "as_json", is_flag=True, help="Print the step as one JSON object.")
def command(block: str, directory: str, as_json: bool) -> None:
    """Give one hint for a BLOCK (5, 05_terminate_flag); the next call gives a plainer one.

    Hints are about a defect that is still left in the directory's file. After the
    last hint comes the repair, and then the next defect. How far you have come is
    kept in the directory.
    """
    one = load().block(block)
    path = block_file(Path(directory), one)
    if reason := no_directory(directory):
        raise CorpusError(reason)
    with Runners() as runners:
        report = judge_file(path, one, runners)
    if report.verdict == Verdict.MISSING:
        raise CorpusError(f"{path}: there is no such file; --dir says where your repairs are")
    left = [defect for defect in one.defects if defect.id in report.credit.defects_left]
    with turn(Path(directory)):
        notebook = read_notebook(Path(directory))
        defect = choose(left, notebook)
        told = None if defect is None else take(defect, notebook)
        if as_json:
            click.echo(json.dumps(_as_data(report, defect, told), indent=2))
        else:
            for line in _lines(one, report, defect, told, directory):
                click.echo(line)
        sys.stdout.flush()  # a hint that could not be shown was not taken
        if told is not None:
            write_notebook(Path(directory), notebook)


def choose(left: list[Defect], notebook: Notebook) -> Defect | None:
    """The defect that the next hint is about.

    That is one whose hints were begun, else the first of those left; where
    all their repairs were shown, the first again. ``None`` where none is left.
    """
    open_ones = [defect for defect in left if notebook.shown.get(defect.id, 0) < steps(defect)]
    begun = [defect for defect in open_ones if defect.id in notebook.shown]
    return next(iter((*begun, *open_ones, *left)), None)


def steps(defect: Defect) -> int:
    """How many steps there are: the hints, and the repair."""
    return len(defect.hints) + 1


def take(defect: Defect, notebook: Notebook) -> int:
    """Take one step more, and write it down. Returns its number, from 1."""
    number = min(notebook.shown.get(defect.id, 0) + 1, steps(defect))
    notebook.shown[defect.id] = number
    return number


def repair(defect: Defect) -> Iterator[str]:
    """A defect's edits in words."""
    for edit in defect.edits:
        if not edit.old:
            before = edit.column == 1 and edit.new.endswith("\n")
            yield (
                f"before line {edit.line}, put:"
                if before
                else f"in line {edit.line}, at column {edit.column}, put:"
            )
            yield from (f"    {line}".expandtabs(4) for line in edit.new.rstrip("\n").split("\n"))
        elif not edit.new:
            yield f"line {edit.line}, take away:"
            yield from (f"    {line}".expandtabs(4) for line in edit.old.rstrip("\n").split("\n"))
        else:
            yield f"line {edit.line}: {edit.old!r} becomes {edit.new!r}"


def _lines(
    block: Block, report: BlockReport, defect: Defect | None, told: int | None, directory: str
) -> Iterator[str]:
    holds = report.verdict == Verdict.HOLDS
    if not block.defects:
        yield f"{block.name}: nothing was wrong with this one" + (
            "." if holds else ", but something is now: `tminus diff` and `tminus check` say what."
        )
        return
    if holds:
        yield f"{block.name} holds. Compare with the reference repair: tminus diff {block.number}"
    if defect is None or told is None:
        if not holds:
            yield (
                f"{block.name}: every defect of the original is gone, and still it does not hold. "
                f"What fails: tminus check -v {argument(directory)}"
            )
        return
    if holds:
        yield "One thing is left that no test can see."
    yield f"{block.name} · {block.title}"
    yield ""
    last = len(defect.hints)
    for number, hint in enumerate(defect.hints[:told], 1):
        yield from _wrapped(f"{'hint' if number == told else 'told'} {number} of {last}: {hint}")
    if told > last:
        yield ""
        yield f"  the repair: {defect.title}. In the original,"
        yield from (f"    {line}" for line in repair(defect))
        yield ""
        yield from _wrapped(defect.why)
    elif told == last:
        yield ""
        yield "  The next hint is the repair itself."


def _wrapped(text: str) -> list[str]:
    return wrap(" ".join(text.split()), 86, initial_indent="  ", subsequent_indent="  ")


def _as_data(report: BlockReport, defect: Defect | None, told: int | None) -> dict[str, object]:
    data: dict[str, object] = {"block": report.block, "verdict": report.verdict.value}
    if defect is None or told is None:
        return data | {"defect": None}
    is_repair = told > len(defect.hints)
    edits = [vars(edit) for edit in defect.edits]
    return data | {
        "defect": defect.id,
        "step": told,
        "steps": steps(defect),
        "hint": None if is_repair else " ".join(defect.hints[told - 1].split()),
        "repair": edits if is_repair else None,
    }
