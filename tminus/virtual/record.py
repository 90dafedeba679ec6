"""The record of a run, as the judge reads it: plain, immutable data.

Times are virtual seconds from the program's start; a thread is its number in
the order of starting, 0 the main thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MAIN = 0
"""The number of the main thread."""

LIMITS = frozenset({"steps", "output", "cpu", "memory", "wall"})
"""Outcomes that say a budget was used up, so that nothing is known of the rest."""


@dataclass(frozen=True)
class Line:
    """What one thread wrote up to a newline. ``whole`` is false where the newline never came."""

    time: float
    thread: int
    text: str
    whole: bool
    order: int


@dataclass(frozen=True)
class Thread:
    """A thread that was started. ``ended`` is ``None`` where it outlived the record."""

    number: int
    name: str
    daemon: bool
    starter: int
    started: float
    ended: float | None
    start_order: int
    end_order: int | None

    def alive_at(self, order: int) -> bool:
        """Whether the thread had been started and was not over at an event's ``order``."""
        return self.start_order < order and (self.end_order is None or order < self.end_order)


@dataclass(frozen=True)
class Asked:
    """One call of ``is_alive`` by the program."""

    time: float
    asker: int
    thread: int
    answer: bool
    order: int


@dataclass(frozen=True)
class Join:
    """One ``join`` that returned. ``alive`` says whether the joined thread still lived."""

    began: float
    time: float
    waiter: int
    thread: int
    alive: bool
    order: int


@dataclass(frozen=True)
class Note:
    """A mark that a scenario put into the record."""

    time: float
    thread: int
    name: str
    value: Any
    order: int


@dataclass(frozen=True)
class Uncaught:
    """An exception that nobody caught; ``line`` is the program's, 0 where it is unknown."""

    time: float
    thread: int
    kind: str
    message: str
    line: int

    def __str__(self) -> str:
        where = f" (line {self.line})" if self.line else ""
        return f"{self.kind}: {self.message}{where}"


@dataclass(frozen=True)
class Wait:
    """What a thread of a deadlock waits for: an operation on an object, at a program line."""

    thread: int
    operation: str
    subject: str
    line: int
    holder: int | None


@dataclass(frozen=True)
class Operation:
    """A synchronising operation or, in line mode, a statement; recorded on request."""

    time: float
    thread: int
    name: str
    subject: str
    line: int
    order: int


@dataclass(frozen=True)
class Record:
    """What a run did.

    ``outcome`` is one of the scheduler's ends (``ended``, ``deadlock``,
    ``endless``, ``exit``, ``steps``, ``output``), or what the host saw of a run
    that was cut short: ``cpu`` and ``wall`` (a limit), ``memory`` (so little was
    left that nothing could be written down), ``stuck`` (it blocked outside
    virtual time), ``vanished`` (its process ended without a record), ``forged``
    (what it left is no record). ``runnable`` is false where nothing of the program
    was run, nor will be in any other run: it cannot be compiled, or is refused as it
    stands. ``main_ended`` is when the main thread came to the end of the file, and
    ``main_order`` where among the events.
    """

    outcome: str
    code: int
    time: float
    main_ended: float | None = None
    lines: tuple[Line, ...] = ()
    threads: tuple[Thread, ...] = ()
    asked: tuple[Asked, ...] = ()
    joins: tuple[Join, ...] = ()
    notes: tuple[Note, ...] = ()
    uncaught: tuple[Uncaught, ...] = ()
    outside: tuple[str, ...] = ()
    received: tuple[tuple[float, int, str, str], ...] = ()
    timeouts: tuple[float | None, ...] = ()
    waits: tuple[Wait, ...] = ()
    operations: tuple[Operation, ...] = ()
    stderr: str = ""
    choices: tuple[int, ...] = ()
    preemptions: int = 0
    diverged: bool = False
    runnable: bool = True
    main_order: int | None = None

    @property
    def limited(self) -> bool:
        """Whether the run was ended by a budget."""
        return self.outcome in LIMITS

    def lines_of(self, thread: int) -> list[Line]:
        """The lines that one thread wrote."""
        return [line for line in self.lines if line.thread == thread]

    def texts(self) -> list[str]:
        """All that was printed, line by line."""
        return [line.text for line in self.lines]

    def note(self, name: str) -> Note | None:
        """The first note of that name."""
        return next((note for note in self.notes if note.name == name), None)


def parse(data: dict[str, Any]) -> Record:
    """Read a record as the run wrote it.

    Raises `ValueError`, `KeyError`, `TypeError` or `IndexError` where it is not one.
    """
    lines: list[Line] = []
    asked: list[Asked] = []
    joins: list[Join] = []
    notes: list[Note] = []
    uncaught: list[Uncaught] = []
    outside: list[str] = []
    received: list[tuple[float, int, str, str]] = []
    timeouts: list[float | None] = []
    operations: list[Operation] = []
    started: dict[int, tuple[float, int, str, bool, int]] = {}
    ended: dict[int, tuple[float, int]] = {}
    main_ended: float | None = None
    main_order: int | None = None
    for order, (kind, time, thread, *rest) in enumerate(data["events"]):
        time = float(time)
        if kind == "line":
            lines.append(Line(time, thread, str(rest[0]), bool(rest[1]), order))
        elif kind == "start":
            started[int(rest[0])] = (time, int(thread), str(rest[1]), bool(rest[2]), order)
        elif kind == "end":
            ended[int(thread)] = (time, order)
        elif kind == "main":
            main_ended, main_order = time, order
        elif kind == "ask":
            asked.append(Asked(time, thread, int(rest[0]), bool(rest[1]), order))
        elif kind == "join":
            joins.append(Join(float(rest[1]), time, thread, int(rest[0]), bool(rest[2]), order))
        elif kind == "note":
            notes.append(Note(time, thread, str(rest[0]), rest[1], order))
        elif kind == "error":
            uncaught.append(Uncaught(time, thread, str(rest[0]), str(rest[1]), int(rest[2])))
        elif kind == "outside":
            outside.append(str(rest[0]))
        elif kind == "recv":
            received.append((time, thread, str(rest[0]), str(rest[1]) if rest[1:] else ""))
        elif kind == "timeout":
            timeouts.append(rest[0])
        elif kind == "op":
            operations.append(
                Operation(time, thread, str(rest[0]), str(rest[1]), int(rest[2]), order)
            )
        else:
            raise ValueError(f"an event of unknown kind {kind!r}")
    threads = tuple(
        Thread(
            number,
            name,
            daemon,
            starter,
            time,
            ended[number][0] if number in ended else None,
            order,
            ended[number][1] if number in ended else None,
        )
        for number, (time, starter, name, daemon, order) in sorted(started.items())
    )
    return Record(
        outcome=str(data["outcome"]),
        code=int(data["code"]),
        time=float(data["time"]),
        main_ended=main_ended,
        lines=tuple(lines),
        threads=threads,
        asked=tuple(asked),
        joins=tuple(joins),
        notes=tuple(notes),
        uncaught=tuple(uncaught),
        outside=tuple(outside),
        received=tuple(received),
        timeouts=tuple(timeouts),
        waits=tuple(Wait(*blocked) for blocked in data["blocked"]),
        operations=tuple(operations),
        stderr=str(data["stderr"]),
        choices=tuple(int(choice) for choice in data["choices"]),
        preemptions=int(data["preemptions"]),
        diverged=bool(data["diverged"]),
        runnable=bool(data["runnable"]),
        main_order=main_order,
    )
