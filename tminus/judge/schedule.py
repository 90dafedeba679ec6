"""A schedule as a word that fits into a command line, and back.

The word has three parts, parted by colons: what was run, how, and the
choices::

    terminate_later,after=5:lines:4=1,9=2
    program:hold-back:default

What was run is ``program``, or a scenario of the block's behaviour tests with
its arguments (percent-encoded JSON). How is ``lines`` (threads may be switched
at every statement), ``hold-back`` (time may pass while one could run), both
joined by a comma, or ``-``. The choices name those that depart from the
default, by their number: ``9=2`` takes the second alternative where a choice
is made for the tenth time.
"""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from tminus.escape import argument

if TYPE_CHECKING:
    from collections.abc import Sequence

PROGRAM = "program"
DIGITS = 6
"""So many may a choice's number and its alternative have; no run makes more choices."""


class ScheduleError(ValueError):
    """A word is no schedule; the message is one line for a person."""


@dataclass(frozen=True)
class Schedule:
    """One way to run a program: what, how, and who goes first where there is a choice."""

    scenario: str | None = None
    values: dict[str, Any] = field(default_factory=dict)
    lines: bool = False
    hold_back: bool = False
    choices: tuple[int, ...] = ()

    def __str__(self) -> str:
        what = [self.scenario or PROGRAM]
        what += [
            f"{name}={quote(json.dumps(value, separators=(',', ':')), safe='')}"
            for name, value in self.values.items()
        ]
        how = [word for word, on in (("lines", self.lines), ("hold-back", self.hold_back)) if on]
        taken = [f"{number}={pick}" for number, pick in enumerate(self.choices) if pick]
        return ":".join((",".join(what), ",".join(how) or "-", ",".join(taken) or "default"))


def parse(word: str) -> Schedule:
    """Read what ``str`` of a `Schedule` wrote. Raises `ScheduleError`."""
    parts = word.split(":")
    if len(parts) != 3:
        raise ScheduleError(
            f"{word!r} is no schedule: it has three parts, as in {PROGRAM}:lines:4=1,9=2"
        )
    what, how, taken = (part.split(",") for part in parts)
    ways = set(how) - {"-", ""}
    if unknown := ways - {"lines", "hold-back"}:
        raise ScheduleError(f"a schedule's second part says lines, hold-back or -, not {unknown}")
    return Schedule(
        scenario=None if what[0] == PROGRAM else what[0],
        values=dict(_value(pair) for pair in what[1:]),
        lines="lines" in ways,
        hold_back="hold-back" in ways,
        choices=_choices(taken),
    )


def command_line(filename: str, schedule: Schedule) -> str:
    """The command that replays a schedule, to be pasted into a shell."""
    return f"{replay_command(filename)} {shlex.quote(str(schedule))}"


def replay_command(filename: str) -> str:
    """How the commands begin that replay a file's runs."""
    return f"tminus replay {argument(filename)}"


def _value(pair: str) -> tuple[str, Any]:
    name, _, value = pair.partition("=")
    try:
        return name, json.loads(unquote(value))
    except (ValueError, RecursionError) as error:
        raise ScheduleError(
            f"a schedule's argument is no percent-encoded JSON: {pair[:100]}"
        ) from error


def _choices(taken: Sequence[str]) -> tuple[int, ...]:
    picks: dict[int, int] = {}
    for pair in taken:
        if pair in ("", "default"):
            continue
        number, _, pick = pair.partition("=")
        if not (_is_small(number) and _is_small(pick)):
            raise ScheduleError(
                f"a schedule's choice is NUMBER=ALTERNATIVE, as 9=2, not {pair[:100]!r}"
            )
        picks[int(number)] = int(pick)
    return tuple(picks.get(number, 0) for number in range(max(picks, default=-1) + 1))


def _is_small(number: str) -> bool:
    return number.isdecimal() and len(number) <= DIGITS
