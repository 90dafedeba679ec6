"""``tminus check``: judge one or many directories of repairs."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic, strftime
from typing import TYPE_CHECKING, Any

import click

from tminus.corpus import Corpus, CorpusError, load
from tminus.escape import one_line, to_json
from tminus.judge.directory import as_data, block_file, no_directory
from tminus.judge.many import DirectoryReport, judge_many
from tminus.judge.notebook import Notebook, read_notebook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

GOOD, FINDINGS, USAGE, INTERRUPTED = 0, 1, 2, 130
INTERRUPTS = (signal.SIGINT, signal.SIGTERM)


@click.command("check")
@click.argument("directories", nargs=-1, metavar="DIR...")
@click.option(
    "-v", "--verbose", is_flag=True, help="Show every failure, and on how many schedules."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object: directory, block.")
@click.option("--json-lines", is_flag=True, help="Print such an object a directory, as they come.")
@click.option("--watch", is_flag=True, help="Judge again whenever a block's file is saved.")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many blocks are judged at a time (default: one a core, and one more for many DIR).",
)
def command(
    directories: tuple[str, ...],
    verbose: bool,
    as_json: bool,
    json_lines: bool,
    watch: bool,
    jobs: int | None,
) -> None:
    """Judge the repairs in each DIR: what holds, what fails and why, what to look at next.

    Without DIR the current directory is judged, if a block's file stands there.

    Exit code 0 when everything holds everywhere, 1 when not, 2 when a directory
    is not there or could not be judged: the others are judged all the same.
    130 when interrupted; where it watches, it is what was seen last that counts.
    """
    if sum((as_json, json_lines, watch)) > 1:
        raise click.UsageError("--json, --json-lines and --watch exclude one another")
    corpus = load()
    found = list(dict.fromkeys(directories)) or [_here(corpus)]
    absent = _absent(found)
    there = [name for name in found if name not in absent]
    spare = len(there) > 1  # what a block waits for, as processes do that end, another can use
    jobs = min(jobs or _cores() + spare, len(there) * len(corpus.blocks))
    if watch:
        whole = len(there) == len(found)
        sys.exit(_watch(corpus, there, verbose=verbose, jobs=jobs) if whole else USAGE)
    if not there and not (as_json or json_lines):
        sys.exit(USAGE)
    say = (
        _json(found, absent)
        if as_json
        else _json_lines(absent)
        if json_lines
        else _page(corpus, len(there), verbose)
    )
    reports = judge_many(((name, Path(name)) for name in there), corpus.blocks, jobs)
    code = _follow(reports, say, len(there), visible=not as_json)
    sys.exit(code if len(there) == len(found) or code > USAGE else USAGE)


def _here(corpus: Corpus) -> str:
    if not any(os.path.lexists(block_file(Path("."), block)) for block in corpus.blocks):
        raise click.UsageError("which directory? None of the blocks' files stands in this one")
    return "."


def _absent(names: Sequence[str]) -> dict[str, str]:
    """Which of the names stand for no directory, and why; that is said at once."""
    reasons = {name: reason for name in names if (reason := no_directory(name))}
    for reason in reasons.values():
        click.echo(f"tminus: {one_line(reason)}", err=True)
    return {name: reason.removeprefix(f"{name}: ") for name, reason in reasons.items()}


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


# -- following the judge ------------------------------------------------------

_Voice = Generator[None, DirectoryReport, None]
"""What is sent each report as it comes, and says something about it."""


def _follow(
    reports: Generator[DirectoryReport, None, None], say: _Voice, total: int, *, visible: bool
) -> int:
    """Say what comes, as it comes. Returns the exit code."""
    code, done = GOOD, 0
    next(say)
    with closing(say), closing(reports), _progress(total, visible=visible) as step:
        try:
            for report in reports:
                done += 1
                if report.error:
                    click.echo(f"tminus: {one_line(f'{report.name}: {report.error}')}", err=True)
                broken = report.error or any(block.error for block in report.blocks.values())
                code = max(code, USAGE if broken else GOOD if report.holds else FINDINGS)
                say.send(report)
                step()
        except (KeyboardInterrupt, SystemExit) as end:
            if isinstance(end, SystemExit) and end.code == FINDINGS:
                raise  # whoever read what is printed is gone: nobody is there to be told
            click.echo(f"interrupted: {done} of {total} directories were judged", err=True)
            return int(end.code or 0) if isinstance(end, SystemExit) else INTERRUPTED
    return code


@contextmanager
def _progress(total: int, *, visible: bool) -> Iterator[Callable[[], object]]:
    """A progress bar on standard error, if that is a terminal."""
    if not (visible and sys.stderr.isatty()):
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        (
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]:.1f} directories a second"),
            TimeRemainingColumn(),
        )
        if total > 1
        else (SpinnerColumn(), TextColumn("judging"), TimeElapsedColumn())
    )
    with Progress(
        *columns,
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=sys.stdout.isatty(),
    ) as progress:
        task = progress.add_task("", total=total, rate=0.0)
        began = monotonic()

        def step() -> None:
            done = progress.tasks[task].completed + 1
            progress.update(task, completed=done, rate=done / max(monotonic() - began, 0.01))

        yield step


def _json(order: Sequence[str], absent: Mapping[str, str]) -> _Voice:
    """One object for all, in the order given, written as it comes."""
    waiting = [*order]
    known = {name: {"error": reason} for name, reason in absent.items()}
    between = "{\n"

    def write() -> None:
        nonlocal between
        while waiting and waiting[0] in known:
            name = waiting.pop(0)
            text, between = f"{between}{to_json(name)}: {to_json(known[name], 2)}", ",\n"
            _write_whole(text)

    try:
        while True:
            write()
            report = yield
            known[report.name] = _as_data(report)
    finally:
        waiting[:] = [name for name in waiting if name in known]  # it was interrupted
        write()
        _write_whole("{}\n" if between == "{\n" else "\n}\n")


def _json_lines(absent: Mapping[str, str]) -> _Voice:
    """One object a directory, a line each."""
    for name, reason in absent.items():
        _write_whole(to_json({name: {"error": reason}}) + "\n")
    while True:
        report = yield
        _write_whole(to_json({report.name: _as_data(report)}) + "\n")


def _write_whole(text: str) -> None:
    """Write to standard output and interrupt that nowhere, however slow the reader is."""
    signal.pthread_sigmask(signal.SIG_BLOCK, INTERRUPTS)
    try:
        click.echo(text, nl=False)
        sys.stdout.flush()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, INTERRUPTS)


def _as_data(report: DirectoryReport) -> dict[str, Any]:
    if report.error:
        return {"error": report.error}
    notebook = _notebook(report.name)
    return {
        name: {**as_data(block), "hints_taken": notebook.taken(name)}
        for name, block in report.blocks.items()
    }


def _page(corpus: Corpus, total: int, verbose: bool) -> _Voice:
    """For people: all about one directory, a line each about many."""
    from rich.console import Console

    from tminus.judge.telling import tell, tell_briefly

    console = Console(highlight=False, soft_wrap=True)
    holding = done = 0
    try:
        while True:
            report = yield
            done += 1
            holding += report.holds
            if report.error:
                continue
            if total > 1:
                console.print(tell_briefly(report))
            if total == 1 or verbose:
                for line in tell(report, corpus, _notebook(report.name), verbose=verbose):
                    console.print(line)
    finally:
        if total > 1:
            console.print(f"\n{holding} of {done} directories hold everywhere")


def _notebook(name: str) -> Notebook:
    try:
        return read_notebook(Path(name))
    except CorpusError as error:
        click.echo(f"tminus: {one_line(str(error))}", err=True)
        return Notebook()


# -- watching -------------------------------------------------------------------


def _watch(corpus: Corpus, names: Sequence[str], *, verbose: bool, jobs: int) -> int:
    """Judge all, then again what was saved, until interrupted. Returns the exit code."""
    from rich.console import Console
    from rich.text import Text

    from tminus.judge.telling import tell

    console = Console(highlight=False, soft_wrap=True)
    reports: dict[str, DirectoryReport] = {}
    try:
        for changed in _saves(names, corpus):
            for name, blocks in changed.items():
                todo = [block for block in corpus.blocks if block.name in blocks]
                for report in judge_many([(name, Path(name))], todo, jobs):
                    reports[name] = report.onto(reports.get(name))
                if console.is_terminal and len(names) == 1:
                    console.clear()
                console.print(Text(f"{one_line(name)}, {strftime('%H:%M:%S')}", "bold"))
                for line in tell(reports[name], corpus, _notebook(name), verbose=verbose):
                    console.print(line)
            console.print("\nwaiting for the next save; Ctrl-C ends", style="dim")
    except KeyboardInterrupt:
        console.print("\nwatched no longer", style="dim")
    whole = len(reports) == len(names) and all(report.holds for report in reports.values())
    return GOOD if whole else FINDINGS


def _saves(names: Sequence[str], corpus: Corpus) -> Iterator[dict[str, set[str]]]:
    """Which blocks of which directories are to be judged: at first all, then what is saved.

    What counts is how the files are found, so nothing is missed that happens in the meantime,
    or to a directory that is taken away and made anew.
    """
    from watchfiles import watch

    seen: dict[Path, tuple[int, ...] | None] = {}
    watched: dict[str, tuple[int, ...]] | None = None
    alarm: Iterator[object] = iter(())
    while True:
        changed: dict[str, set[str]] = {}
        for name in names:
            for block in corpus.blocks:
                path = block_file(Path(name), block)
                state = _state(path)
                if seen.get(path, ()) != state:  # empty is the state of nothing that was seen
                    seen[path] = state
                    changed.setdefault(name, set()).add(block.name)
        if changed:
            yield changed
            continue
        there = {name: state[:2] for name in names if (state := _state(Path(name)))}
        if there != watched:
            watched = there
            alarm = watch(
                *(there or [os.curdir]),
                recursive=False,
                raise_interrupt=True,
                step=20,
                debounce=200,
                rust_timeout=1000,
                yield_on_timeout=True,
            )
        try:
            next(alarm)
        except FileNotFoundError:  # just taken away
            watched = None


def _state(path: Path) -> tuple[int, ...] | None:
    """What tells a file from another of its name, and from itself before it was saved."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
