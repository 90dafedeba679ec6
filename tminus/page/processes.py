"""What a run of real processes looks like: a lane a process, in order and without times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tminus.page.events import Event
from tminus.page.lanes import Arrow, Lane, Timeline

if TYPE_CHECKING:
    from tminus.real.runner import RealRecord


def processes(record: RealRecord) -> Timeline:
    """The lanes of a run that came to its end. The program ends after all that it started."""
    found: list[Event] = []

    def add(lane: int, kind: str, text: str = "", other: int | None = None) -> None:
        found.append(Event(len(found), 0.0, lane, kind, text, other=other))

    for process in record.processes:
        add(0, "start", other=process.number)
    for line in record.lines:
        add(max(line.process, 0), "print", line.text)
    codes = {process.number: process.exit_code for process in record.processes}
    for number in (*codes, 0):
        for error in record.uncaught:
            if max(error.process, 0) == number:
                add(number, "error", error.kind)
        code = codes.get(number, record.code)
        add(number, "end", "" if code is None else f"exit {code}")
    starts = {event.other: place for place, event in enumerate(found) if event.kind == "start"}
    ends = {event.lane: place for place, event in enumerate(found) if event.kind == "end"}
    return Timeline(
        lanes=tuple(
            Lane(
                f"Process-{number}" if number else "MainProcess", starts.get(number, 0), end, "end"
            )
            for number, end in sorted(ends.items())
        ),
        columns=tuple(found),
        arrows=tuple(
            Arrow("start", 0, number, place) for number, place in starts.items() if number
        ),
        timed=False,
    )
