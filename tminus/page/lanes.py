"""What a run looks like: lanes with marks and stretches, in the order of events.

A `Timeline` holds no positions on paper, only columns. A column is one event of the run;
columns stand in the order in which the events happened, and each knows its time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from tminus.page.events import Event, events

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tminus.virtual.record import Record

ONE_EACH = frozenset({"notify", "release"})
"""Operations that let just one other thread go on."""
PASSABLE = frozenset({"acquire", "join", "wait", "wait_for"})
"""Operations of which it is worth showing that they did not wait."""
MOST = 24
"""Moments that one timeline shows; of a longer run, the middle is left out."""
LAST = 4
"""How many of these are from its end."""


@dataclass(frozen=True)
class Stretch:
    """A lane between two columns: ``sleep``, ``wait``, or ``held`` (it could run, but did not)."""

    lane: int
    kind: str
    first: int
    last: int


@dataclass(frozen=True)
class Arrow:
    """At a column, one lane lets another begin (``start``) or go on (``wake``)."""

    kind: str
    source: int
    target: int
    column: int


@dataclass(frozen=True)
class Lane:
    """One thread, from its first column to its last, and how it comes to its end there.

    ``ending`` is ``end``, ``cut`` (it still lived when the run was over) or ``stuck`` (it
    waits, and nobody is left to wake it).
    """

    name: str
    first: int
    last: int
    ending: str


@dataclass(frozen=True)
class Timeline:
    """A run in lanes.

    ``passed`` are the columns of operations that might have waited and did not. Where
    ``gap`` is a column, events were left out before it. Where ``timed`` is false, only the
    order of the events is known, not their times.
    """

    lanes: tuple[Lane, ...]
    columns: tuple[Event, ...]
    stretches: tuple[Stretch, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    passed: frozenset[int] = frozenset()
    gap: int | None = None
    timed: bool = True


def timeline(record: Record, *, as_program: bool) -> Timeline:
    """The timeline of a run whose operations were recorded; ``as_program`` as for `events`."""
    names = ["MainThread", *(thread.name for thread in record.threads)]
    return _shortened(_Drawing(events(record, as_program=as_program), names).draw(record.outcome))


class _Drawing:
    """Finds the stretches, arrows and ends in the events of a run."""

    def __init__(self, found: Sequence[Event], names: Sequence[str]) -> None:
        self.found = found
        self.names = names
        self.final = max(len(found) - 1, 0)
        self.places = {id(event): place for place, event in enumerate(found)}
        self.own = [[e for e in found if e.lane == lane] for lane in range(len(names))]
        self.stretches: list[Stretch] = []
        self.waits: list[tuple[Event, Event]] = []
        self.passed: set[int] = set()

    def draw(self, outcome: str) -> Timeline:
        for lane in range(len(self.names)):
            for before, after in pairwise(self.own[lane]):
                self._between(before, after)
        starts = [
            Arrow("start", event.lane, event.other, self.places[id(event)])
            for event in self.found
            if event.kind == "start" and event.other is not None
        ]
        began = {arrow.target: arrow.column for arrow in starts}
        lanes = [self._lane(lane, began.get(lane, 0), outcome) for lane in range(len(self.names))]
        return Timeline(
            tuple(lanes),
            tuple(self.found),
            tuple(self.stretches),
            (*starts, *self._wakes()),
            frozenset(self.passed),
        )

    def _between(self, before: Event, after: Event) -> None:
        """What a lane did between two of its events that follow each other."""
        first, last = self.places[id(before)], self.places[id(after)]
        if before.kind in ("sleep", "block") and (last > first + 1 or after.time > before.time):
            kind = "sleep" if before.kind == "sleep" else "wait"
            self.stretches.append(Stretch(before.lane, kind, first, last))
            if kind == "wait":
                self.waits.append((before, after))
        elif after.time > before.time:
            self.stretches.append(Stretch(before.lane, "held", first, last))
        elif before.kind == "block" and before.word in PASSABLE:
            self.passed.add(first)

    def _lane(self, lane: int, first: int, outcome: str) -> Lane:
        last = self.own[lane][-1] if self.own[lane] else None
        name = self.names[lane]
        if last is None:
            return Lane(name, first, self.final, "cut")
        place = self.places[id(last)]
        if last.kind == "end" or (lane == 0 and last.kind not in ("sleep", "block")):
            return Lane(name, first, place, "end")
        if last.kind in ("sleep", "block"):
            kind = "sleep" if last.kind == "sleep" else "wait"
            self.stretches.append(Stretch(lane, kind, place, self.final))
        return Lane(name, first, self.final, "stuck" if outcome == "deadlock" else "cut")

    def _wakes(self) -> list[Arrow]:
        """Who ended each wait: the first who could have, and did not end an earlier one."""
        spent: set[int] = set()
        arrows = []
        for before, after in sorted(self.waits, key=lambda wait: wait[1].order):
            for event in self.found:
                if _wakes(event, before, after) and id(event) not in spent:
                    if event.word in ONE_EACH:
                        spent.add(id(event))
                    place = self.places[id(event)]
                    arrows.append(Arrow("wake", event.lane, before.lane, place))
                    break
        return arrows


def _wakes(event: Event, before: Event, after: Event) -> bool:
    """Whether an event may have ended the wait between two events of another lane."""
    if not (before.order < event.order < after.order and event.time == after.time):
        return False
    if after.kind == "joined":
        return event.kind == "end" and event.lane == after.other
    return event.kind == "wake" and event.subject == before.subject and event.lane != before.lane


def _shortened(drawn: Timeline) -> Timeline:
    """The timeline without its middle, where it is too long."""
    moments = [
        column
        for column, event in enumerate(drawn.columns)
        if column == 0 or event.time > drawn.columns[column - 1].time
    ]
    if len(moments) <= MOST:
        return drawn
    cut = moments[MOST - LAST]
    dropped = moments[-LAST] - cut

    def place(column: int) -> int:
        return column if column < cut else max(cut, column - dropped)

    def kept(column: int) -> bool:
        return not cut <= column < cut + dropped

    return replace(
        drawn,
        lanes=tuple(replace(x, first=place(x.first), last=place(x.last)) for x in drawn.lanes),
        columns=drawn.columns[:cut] + drawn.columns[cut + dropped :],
        stretches=tuple(
            replace(x, first=place(x.first), last=place(x.last))
            for x in drawn.stretches
            if place(x.first) < place(x.last)
        ),
        arrows=tuple(replace(x, column=place(x.column)) for x in drawn.arrows if kept(x.column)),
        passed=frozenset(place(column) for column in drawn.passed if kept(column)),
        gap=cut,
    )


def account(drawn: Timeline) -> list[tuple[str, str]]:
    """The timeline in words of Python: each lane's name, and what it did at which times."""
    told = []
    waits = {stretch.first for stretch in drawn.stretches}
    for number, lane in enumerate(drawn.lanes):
        own = [
            event
            for column, event in enumerate(drawn.columns)
            if event.lane == number
            and event.kind != "step"
            and not (event.kind == "block" and column not in waits | drawn.passed)
        ]
        parts = []
        for time, group in groupby(own, key=lambda event: event.time):
            said = ", ".join(_said(event, drawn.lanes) for event in group)
            parts.append(f"{seconds(time)} s: {said}" if drawn.timed else said)
        told.append((lane.name, "; ".join(parts)))
    return told


def _said(event: Event, lanes: Sequence[Lane]) -> str:
    if event.kind in ("start", "joined") and event.other is not None:
        return f"{event.kind} {lanes[event.other].name}"
    if event.kind == "print":
        return f"print {event.text}"
    return event.text or event.kind


def seconds(time: float) -> str:
    """A time as it is written: no more digits than it has."""
    return f"{time:.10g}"
