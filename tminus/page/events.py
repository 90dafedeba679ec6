"""From the record of a run to its events, one after another.

A record gives most events their place in the order. Three kinds it only gives a time:
what a socket gave, an exception that nobody caught, and the end of the main thread; their
place follows from what their thread did before and after.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from tminus.virtual.record import MAIN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tminus.virtual.record import Operation, Record

WAKERS = frozenset({"set", "notify", "notify_all", "release"})
"""Operations that let others go on."""
AT_ONCE = frozenset(
    {"__exit__", "cancel", "clear", "daemon", "is_alive", "is_set", "locked", "name", "start"}
)
"""Operations that never wait and are not worth a mark."""
ALIKE = 3
"""Times that a thread may be shown doing the same at the same moment; the rest is counted."""


@dataclass(frozen=True)
class Event:
    """One thing that happened in one lane; lanes are numbered as threads are.

    ``kind`` is ``print``, ``start``, ``ask``, ``wake``, ``sleep``, ``block`` (an operation
    that may wait), ``got`` (what a socket gave), ``joined``, ``error``, ``end``, ``more``
    (the same again, so many times) or ``step`` (nothing to be seen). ``other`` is the lane
    that was started or joined, ``subject`` what an operation was about.
    """

    order: float
    time: float
    lane: int
    kind: str
    text: str = ""
    subject: str = ""
    other: int | None = None

    @property
    def word(self) -> str:
        """The last word of an operation's name: ``set`` of ``Event.set``."""
        return self.text.rpartition(".")[2]


def events(record: Record, *, as_program: bool) -> list[Event]:
    """All events of a run whose operations were recorded; at least one.

    ``as_program`` says that nothing was done to the program when it had come to the end of
    its file: there the main thread ends.
    """
    found = _ordered(record)
    found += _received(record, found)
    for error in record.uncaught:
        place = _behind(found, error.thread, error.time)
        found.append(Event(place, error.time, error.thread, "error", error.kind))
        if error.thread == MAIN:
            found.append(Event(place + 0.01, error.time, MAIN, "end"))
    failed = any(error.thread == MAIN for error in record.uncaught)
    if as_program and record.main_ended is not None and not failed:
        place = _behind(found, MAIN, record.main_ended)
        found.append(Event(place, record.main_ended, MAIN, "end"))
    found.sort(key=lambda event: event.order)
    return _counted(found) or [Event(0, record.time, MAIN, "step")]


def _ordered(record: Record) -> list[Event]:
    """The events of which the record gives the order."""
    found = [_operation(operation) for operation in record.operations]
    found += [Event(one.order, one.time, one.thread, "print", one.text) for one in record.lines]
    for one in record.threads:
        found.append(Event(one.start_order, one.started, one.starter, "start", other=one.number))
        if one.ended is not None and one.end_order is not None:
            found.append(Event(one.end_order, one.ended, one.number, "end"))
    for asked in record.asked:
        text = f"is_alive() → {asked.answer}"
        found.append(Event(asked.order, asked.time, asked.asker, "ask", text))
    for join in record.joins:
        found.append(Event(join.order, join.time, join.waiter, "joined", other=join.thread))
    found += [Event(note.order, note.time, note.thread, "step") for note in record.notes]
    return sorted(found, key=lambda event: event.order)


def _operation(operation: Operation) -> Event:
    name = operation.name
    word = name.rpartition(".")[2]
    kind = "block"
    if name in ("print", "statement") or word in AT_ONCE:
        kind = "step"
    elif name == "sleep":
        kind = "sleep"
    elif word in WAKERS:
        kind = "wake"
    return Event(operation.order, operation.time, operation.thread, kind, name, operation.subject)


def _received(record: Record, found: Sequence[Event]) -> list[Event]:
    """What sockets gave; one gift belongs to each call of ``recv``, in their order."""
    gifts = []
    for lane in sorted({thread for _time, thread, _what, _text in record.received}):
        calls = [event for event in found if event.lane == lane and event.word == "recv"]
        given = [one for one in record.received if one[1] == lane]
        for call, (time, _lane, what, text) in zip(calls, given, strict=False):
            shown = {"data": repr(text.encode()), "end": "b''"}.get(what, "timeout")
            place = call.order if time == call.time else _first_at(found, lane, time, call.order)
            gifts.append(Event(place + 0.25, time, lane, "got", shown))
    return gifts


def _first_at(found: Sequence[Event], lane: int, time: float, behind: float) -> float:
    """The place before a lane's first event at a time, or before all at later times."""
    following = [event for event in found if event.lane == lane and event.order > behind]
    if following and following[0].time == time:
        return following[0].order - 0.5
    return max((event.order for event in found if event.time < time), default=0.0)


def _behind(found: Sequence[Event], lane: int, time: float) -> float:
    """The place behind all that a lane did up to a time, but before its end."""
    own = [event for event in found if event.lane == lane]
    ends = [event.order for event in own if event.kind == "end"]
    if ends:
        return ends[0] - 0.1
    done = [event.order for event in own if event.time <= time]
    earlier = [event.order for event in found if event.time < time]
    return max([*done, *earlier], default=-1.0) + 0.4


def _counted(found: list[Event]) -> list[Event]:
    """What one lane does over and over at one moment is shown a few times, then counted."""
    kept: list[Event] = []
    for _key, group in groupby(found, key=lambda event: (event.lane, event.time)):
        run = list(group)
        seen = [event for event in run if event.kind in ("got", "print")]
        if len(seen) > ALIKE and len({event.text for event in seen}) == 1:
            last = seen[ALIKE - 1]
            rest = len(seen) - ALIKE + 1
            kept += run[: run.index(last)]
            kept.append(replace(last, kind="more", text=f"× {rest:,}"))
            kept += run[run.index(seen[-1]) + 1 :]
        else:
            kept += run
    return kept
