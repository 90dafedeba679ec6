"""``tminus replay``: one run of a program, as a picture."""

from __future__ import annotations

from inspect import isfunction, signature
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tminus.corpus import CorpusError, load
from tminus.escape import one_line
from tminus.judge.picture import picture
from tminus.judge.schedule import PROGRAM, Schedule, ScheduleError, parse
from tminus.judge.source import read_source
from tminus.judge.subject import asked, module_name
from tminus.judge.tests import scenarios
from tminus.judge.trial import Trial
from tminus.virtual.runner import Program, Runner

if TYPE_CHECKING:
    from types import FunctionType


@click.command("replay")
@click.argument("file", metavar="FILE")
@click.argument("schedule", default=f"{PROGRAM}:-:default")
@click.option("--all", "everything", is_flag=True, help="Show the whole run, however long.")
def command(file: str, schedule: str, everything: bool) -> None:
    """Run a block's FILE on one SCHEDULE and draw who did what: a column a thread.

    `tminus check` prints the schedule of each failure. Without one the file is run as
    a program, on the default schedule. Time goes downwards; below the picture stands
    what its signs mean. Block 08 runs on the real interpreter, and cannot be replayed.
    """
    path = Path(file)
    block = load().block(path.stem)
    source = read_source(path)
    if source.missing or source.problem:
        reason = f"expected {source.problem}" if source.problem else "there is no such file"
        raise CorpusError(f"{file}: {reason}")
    if block.number == "08":
        raise CorpusError(
            f"{file}: it starts processes, so it runs for real, and not on a schedule"
        )
    try:
        chosen = parse(schedule)
        scenario = _scenario(block.name, chosen)
    except ScheduleError as error:
        raise CorpusError(str(error)) from error
    with Runner() as runner:
        record = runner.run(
            Program(source.data, file),
            scenario,
            arguments=chosen.values,
            module=module_name(scenario, block.name),
            choices=chosen.choices,
            lines=chosen.lines,
            hold_back=chosen.hold_back,
            operations=True,
        )
    if record.diverged:
        click.echo("(this program does not take that schedule: it was written for another)\n")
    told = asked(scenario, chosen.values)
    for line in picture(record, source.text, told, cut=not everything):
        click.echo(one_line(line))
    for line in Trial(told, record).ending():
        click.echo(line)


def _scenario(block: str, schedule: Schedule) -> FunctionType | None:
    """The function that a schedule names. Raises `ScheduleError` where there is none such."""
    if schedule.scenario is None:
        return None
    function = scenarios(block).get(schedule.scenario)
    if function is None or not isfunction(function):
        raise ScheduleError(f"block {block} has no scenario {schedule.scenario!r}")
    try:
        signature(function).bind(None, None, **schedule.values)
    except TypeError as error:
        raise ScheduleError(f"the scenario {schedule.scenario!r}: {error}") from error
    return function
