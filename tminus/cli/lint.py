"""``tminus lint``: who catches what."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from tminus.corpus import CorpusError, load
from tminus.escape import one_line, to_json
from tminus.lint import results
from tminus.lint.findings import findings
from tminus.lint.matrix import as_json, columns
from tminus.lint.programs import programs
from tminus.lint.run import run, version
from tminus.lint.tools import TOOLS, Tool, tool

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tminus.corpus import Corpus
    from tminus.lint.results import Result


@click.command("lint")
@click.option("--tool", "names", multiple=True, metavar="NAME", help="Only this tool; repeatable.")
@click.option("--codes", is_flag=True, help="Show each tool's codes for each defect.")
@click.option("--json", "json_wanted", is_flag=True, help="Print one JSON object.")
@click.option("--update", is_flag=True, help="Record the findings in results/, and the picture.")
@click.option("--check", is_flag=True, help="Compare with results/; exit code 1 on drift.")
def command(
    names: tuple[str, ...], codes: bool, json_wanted: bool, update: bool, check: bool
) -> None:
    """Run linters over the corpus: which of them catches which defect?

    Each tool runs once, over the originals as written, over every defect isolated (all
    others repaired), and over the repaired programs, in which every finding is a false
    alarm. Tools that are not installed are named; `pip install 'tminus[linters]'` brings
    them all. No configuration but their own entry here reaches them.
    """
    if json_wanted + update + check > 1:
        raise click.UsageError("--json, --update and --check exclude one another")
    corpus = load()
    chosen = _installed(names)
    found = _run(corpus, chosen, by_itself=update)
    if update:
        _update(corpus, found)
    elif check:
        sys.exit(_check(corpus, found))
    elif json_wanted:
        click.echo(to_json(as_json(columns(corpus, found)), indent=2))
    else:
        from rich.console import Console

        from tminus.lint.page import show

        show(Console(highlight=False), corpus, columns(corpus, found), codes=codes)


def _installed(names: Sequence[str]) -> list[Tool]:
    """The tools to run. One that is missing is said to be; asked for by name, it is an error."""
    chosen = [tool(name) for name in dict.fromkeys(names)] or list(TOOLS)
    missing = [each.name for each in chosen if version(each) is None]
    if missing:
        advice = f"not installed: {', '.join(missing)} (pip install 'tminus[linters]')"
        if names:
            raise CorpusError(advice)
        click.echo(advice, err=True)
    return [each for each in chosen if each.name not in missing]


def _run(corpus: Corpus, chosen: Sequence[Tool], *, by_itself: bool) -> list[Result]:
    """What the tools find; ``by_itself``, one after the other, so that the time is their own."""
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    laid = programs(corpus)
    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as progress:
        running = {each.name for each in chosen}
        task = progress.add_task(f"{len(laid)} programs", total=len(chosen))

        def done(finished: Tool) -> None:
            running.discard(finished.name)
            waiting = f": waiting for {', '.join(sorted(running))}" if running else ""
            progress.update(task, advance=1, description=f"{len(laid)} programs{waiting}")

        groups = [[each] for each in chosen] if by_itself else [chosen]
        reports = [report for group in groups for report in run(group, laid, done)]
    return [results.result(report, findings(report, laid)) for report in reports]


def _update(corpus: Corpus, found: Sequence[Result]) -> None:
    from tminus.lint.picture import write

    if not (corpus.home / "tminus").is_dir():
        raise CorpusError("results are recorded in a checkout, not in an installed package")
    for result in found:
        changed = results.save(corpus, result)
        where = results.path(corpus, result.tool).relative_to(corpus.home)
        click.echo(f"{where}: {'written' if changed else 'as it was'}")
    click.echo(f"{write(corpus).relative_to(corpus.home)}: written")


def _check(corpus: Corpus, found: Sequence[Result]) -> int:
    lines = []
    for result in found:
        where = results.path(corpus, result.tool)
        if where.is_file():
            lines += results.drift(results.load(where), result)
        else:
            lines.append(f"{result.tool}: not recorded")
    for line in lines:
        click.echo(one_line(line))
    if lines:
        click.echo(f"drift; if the new findings are right, run: {results.UPDATE}", err=True)
    else:
        click.echo(f"no drift: {len(found)} tools find what is recorded")
    return 1 if lines else 0
