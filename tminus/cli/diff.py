"""``tminus diff``: original against fixed, each change with its defect."""

from __future__ import annotations

import difflib
import json
from typing import TYPE_CHECKING, Any

import click

from tminus.corpus import Block, Defect, load
from tminus.edits import locate

if TYPE_CHECKING:
    from collections.abc import Iterator


@click.command("diff")
@click.argument("block", required=False)
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object: block, defect, edits."
)
def command(block: str | None, as_json: bool) -> None:
    """Show original against fixed, each change labelled with its defect.

    BLOCK is a number or a name (5, 05_terminate_flag); without it all blocks are
    shown. In colour on a terminal (NO_COLOR is honoured), a plain unified diff when
    piped.
    """
    corpus = load()
    blocks = corpus.blocks if block is None else (corpus.block(block),)
    if as_json:
        click.echo(json.dumps({one.name: _as_data(one) for one in blocks}, indent=2))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    for one in blocks:
        for style, line in _lines(one):
            console.print(Text(line, style=style))


def labels(block: Block) -> tuple[dict[int, list[Defect]], dict[int, list[Defect]]]:
    """Which defects the lines of the original, and those of the fixed file, belong to.

    Line numbers count from 1. A line of the fixed file belongs to a defect when
    a character of one of its repairs stands there; a line of the original, when
    a repair takes from it or puts into it.
    """
    old: dict[int, list[Defect]] = {}
    new: dict[int, list[Defect]] = {}
    owner = {id(edit): defect for defect in block.defects for edit in defect.edits}
    edits = [edit for defect in block.defects for edit in defect.edits]
    for edit, start, end in locate(block.original, edits):
        defect = owner[id(edit)]
        taken = edit.old.rstrip("\n").count("\n") + 1
        whole_lines = not edit.old and edit.new.endswith("\n")
        if not whole_lines:
            for line in range(edit.line, edit.line + taken):
                _belongs(old, line, defect)
        first = block.fixed.count("\n", 0, start) + 1
        last = block.fixed.count("\n", 0, max(start, end - 1)) + 1
        if edit.new or not edit.old.endswith("\n"):
            for line in range(first, last + 1):
                _belongs(new, line, defect)
    return old, new


def _belongs(lines: dict[int, list[Defect]], line: int, defect: Defect) -> None:
    if defect not in lines.setdefault(line, []):
        lines[line].append(defect)


def _lines(block: Block) -> Iterator[tuple[str, str]]:
    """The labelled unified diff of a block, as styled lines."""
    yield "bold", f"--- original/{block.name}.py"
    yield "bold", f"+++ fixed/{block.name}.py"
    before, after = block.original.splitlines(), block.fixed.splitlines()
    old, new = labels(block)
    matcher = difflib.SequenceMatcher(a=before, b=after, autojunk=False)
    if before == after:
        yield "dim", "  (nothing is wrong with this block: it is the control)"
    for group in matcher.get_grouped_opcodes(3):
        _tag, i1, _, j1, _ = group[0]
        _tag, _, i2, _, j2 = group[-1]
        yield "cyan", f"@@ -{i1 + 1},{i2 - i1} +{j1 + 1},{j2 - j1} @@"
        for tag, a1, a2, b1, b2 in group:
            if tag == "equal":
                for line in before[a1:a2]:
                    yield "", f" {line.expandtabs(4)}"
                continue
            for number in range(a1, a2):
                yield "red", _labelled("-", before[number], old.get(number + 1, []))
            for number in range(b1, b2):
                yield "green", _labelled("+", after[number], new.get(number + 1, []))
    for defect in block.defects:
        yield "dim", f"  {defect.id}: {defect.title} ({defect.kind}, {defect.difficulty} to see)"
    yield "", ""


def _labelled(sign: str, line: str, defects: list[Defect]) -> str:
    text = f"{sign}{line.expandtabs(4)}"
    if not defects:
        return text
    return f"{text:<58}  # {', '.join(defect.id for defect in defects)}"


def _as_data(block: Block) -> list[dict[str, Any]]:
    return [
        {
            "id": defect.id,
            "title": defect.title,
            "kind": defect.kind,
            "difficulty": defect.difficulty,
            "why": defect.why,
            "edits": [
                {"line": edit.line, "column": edit.column, "old": edit.old, "new": edit.new}
                for edit in defect.edits
            ],
        }
        for defect in block.defects
    ]
