"""``tminus start``: a copy of the originals to repair."""

from __future__ import annotations

import os
from pathlib import Path

import click

from tminus.corpus import Corpus, CorpusError, load
from tminus.escape import argument, one_line


@click.command("start")
@click.argument("directory", metavar="DIR")
def command(directory: str) -> None:
    """Copy the twelve originals to DIR, to be repaired there.

    DIR must be empty or not there yet: nothing is ever overwritten.
    """
    if not directory:
        raise click.UsageError("DIR is empty: give the new directory a name")
    corpus = load()
    try:
        target = Path(directory)
        target.mkdir(parents=True, exist_ok=True)
        if any(target.iterdir()):
            raise CorpusError(f"{directory}: not empty, and nothing is ever overwritten")
        write(corpus, target, directory)
    except FileExistsError as error:
        raise CorpusError(f"{directory}: there is a file of that name") from error
    except (OSError, ValueError) as error:
        raise CorpusError(f"{directory}: {getattr(error, 'strerror', None) or error}") from error
    click.echo(
        f"Welcome. {len(corpus.blocks)} small programs about threads are waiting in "
        f"{one_line(directory)},\ntyped in a hurry: find what is wrong, and repair it.\n\n"
        f"  tminus check --watch {argument(directory)}    judges at every save\n"
        f"  tminus hint 1 --dir {argument(directory)}     when you are stuck\n\n"
        f"{one_line(os.path.join(directory, 'README.md'))} says more."
    )


def write(corpus: Corpus, target: Path, name: str) -> None:
    """Write the originals and the README, all or none.

    Raises `FileExistsError` rather than overwrite.
    """
    files = {f"{block.name}.py": block.original for block in corpus.blocks}
    made: list[Path] = []
    try:
        for file_name, text in {**files, "README.md": _readme(corpus, name)}.items():
            with open(target / file_name, "xb") as file:
                made.append(target / file_name)
                file.write(text.encode("utf-8", "replace"))
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        raise


def _readme(corpus: Corpus, name: str) -> str:
    rows = "\n".join(
        f"| `{block.name}.py` | {block.title} | {' '.join(block.purpose.split())} |"
        for block in corpus.blocks
    )
    clauses = "\n\n".join(
        f"`{block.name}.py`\n\n" + "\n".join(f"- {clause}" for clause in block.contract)
        for block in corpus.blocks
    )
    return _README.format(rows=rows, clauses=clauses, name=argument(name))


_README = """\
# Twelve programs to repair

Each file here was meant to be a small Python program about threads, and was typed in
a hurry. Most of them are broken, in ways from plain to sly: some will not even
parse, some run and do something else than they are for, some lean on names that
nobody defines. One of them is fine as it is.

Make each file a program of its own that does what is asked of it below, on every
schedule. How you get there is free: names, layout and means are yours to change,
but for the functions, classes and variables that the file defines at its top level
and what it prints.

| file | | what it is to show |
| --- | --- | --- |
{rows}

From the directory above this one:

    tminus check {name}              what holds, what fails and why, what to look at next
    tminus check --watch {name}      the same, at every save
    tminus hint 5 --dir {name}       one hint for block 5; ask again for a plainer one
    tminus replay {name}/05_terminate_flag.py    watch its threads take turns
    tminus diff 5                    give up, or compare: the repair of block 5

Nothing here is run on real time: a program that counts for a minute is judged at
once, and on many schedules, not only on the one that your machine happens to choose.

## What each must do

Times are seconds of the program's own clock, from its start.

{clauses}
"""
