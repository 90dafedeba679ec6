"""Draw a run: a column a thread, time downwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from shutil import get_terminal_size
from typing import TYPE_CHECKING, NamedTuple

from tminus.escape import one_line
from tminus.judge.trial import cut as shortened
from tminus.virtual.record import MAIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tminus.virtual.record import Operation, Record

READY, HOLDING, WAITING, NOBODY = "│", "┃", "┆", " "
LEGEND = f"{READY} could go on   {HOLDING} holds a lock   {WAITING} waits   » prints"
FIRST, LAST = 150, 50
"""Rows that are shown of a long run: from its beginning, and from its end."""
NARROWEST, WIDEST = 24, 44
"""Characters that a column may be wide."""

_TAKES = ("acquire", "__enter__")
_FREES = ("release", "__exit__", "wait", "wait_for")
_WAITS = ("sleep", "wait", "wait_for", "join", "get", "put", "result", "shutdown", "recv")
_LOCKS = ("lock", "RLock", "Lock", "Condition")


class _Event(NamedTuple):
    order: float
    time: float
    thread: int
    text: str
    operation: Operation | None = None


@dataclass
class _Threads:
    """What is known of the threads while a run is told."""

    names: dict[int, str]
    alive: set[int] = field(default_factory=lambda: {MAIN})
    taking: dict[int, str] = field(default_factory=dict)
    waiting: set[int] = field(default_factory=set)
    holder: dict[str, int] = field(default_factory=dict)
    events_set: set[str] = field(default_factory=set)

    def goes_on(self, thread: int) -> None:
        """The thread does something, so it has what it waited for."""
        self.waiting.discard(thread)
        if (lock := self.taking.pop(thread, None)) is not None:
            self.holder[lock] = thread

    def does(self, operation: Operation) -> str:
        """Take note of an operation. Returns a remark on it."""
        thread, subject = operation.thread, operation.subject
        kind, _, action = operation.name.rpartition(".")
        remark = ""
        if kind in _LOCKS:
            if action in _FREES and self.holder.get(subject) == thread:
                del self.holder[subject]
            if action in _TAKES or action in ("wait", "wait_for"):
                self.taking[thread] = subject
            holder = self.holder.get(subject)
            if action in _TAKES and holder not in (None, thread):
                remark = f", held by {self.names.get(holder or 0, '?')}"
        if (kind, action) == ("Event", "set"):
            self.events_set.add(subject)
        elif (kind, action) == ("Event", "clear"):
            self.events_set.discard(subject)
        done = kind == "Event" and subject in self.events_set
        if (action in _WAITS or (kind.endswith("Semaphore") and action in _TAKES)) and not done:
            self.waiting.add(thread)
        return remark

    def mark(self, thread: int) -> str:
        """How a thread stands while another acts."""
        if thread not in self.alive:
            return NOBODY
        lock = self.taking.get(thread)
        blocked = lock is not None and self.holder.get(lock, thread) != thread
        if thread in self.waiting or blocked:
            return WAITING
        return HOLDING if thread in self.holder.values() else READY


def picture(record: Record, source: str, asked: str, *, cut: bool = True) -> Iterator[str]:
    """The run, line by line: one column a thread, in the order of starting.

    Each row is what one thread did next; the other columns say how their
    threads stand meanwhile. Who waits and who holds a lock is told from the
    operations that were announced. With ``cut``, the middle of a long run is
    left out.
    """
    names = {MAIN: "MainThread"} | {thread.number: thread.name for thread in record.threads}
    lines = source.split("\n")
    width = (get_terminal_size((100, 24)).columns - 9) // len(names)
    width = min(max(width, NARROWEST), WIDEST)
    yield f"asked: {asked}"
    yield ""
    yield "     time  " + "".join(_cell(name, width) for name in names.values())
    rows = list(_rows(record, _Threads(names), lines, width))
    if cut and len(rows) > FIRST + LAST + 1:
        yield from rows[:FIRST]
        yield f"           … {len(rows) - FIRST - LAST} rows are left out (--all shows them)"
        yield from rows[-LAST:]
    else:
        yield from rows
    yield ""
    yield LEGEND


def _rows(record: Record, threads: _Threads, lines: Sequence[str], width: int) -> Iterator[str]:
    shown = -1.0
    events = _events(record, lines)
    main_over = max((event.order for event in events if event.thread == MAIN), default=-1)
    for event in events:
        if event.order > main_over:
            threads.waiting.add(MAIN)  # the interpreter, for the threads to end
        threads.goes_on(event.thread)
        text = event.text
        if event.operation is not None:
            text += threads.does(event.operation)
        if text == "begins":
            threads.alive.add(event.thread)
        cells = (
            _cell(text, width) if number == event.thread else _cell(threads.mark(number), width)
            for number in threads.names
        )
        time = f"{event.time:>7g} s" if event.time != shown else ""
        shown = event.time
        yield f"{time:<9}  {''.join(cells)}".rstrip()
        if text == "ends":
            threads.alive.discard(event.thread)


def _events(record: Record, lines: Sequence[str]) -> list[_Event]:
    """What happened, in order, as words."""
    events = [
        _Event(one.order, one.time, one.thread, _words(one, lines), one)
        for one in record.operations
        if one.name != "print"
    ]
    events += [
        _Event(line.order, line.time, line.thread, f"» {shortened(line.text)}")
        for line in record.lines
    ]
    events += [
        _Event(note.order, note.time, note.thread, f"({note.name})") for note in record.notes
    ]
    for thread in record.threads:
        events.append(_Event(thread.start_order, thread.started, thread.number, "begins"))
        if thread.ended is not None and thread.end_order is not None:
            events.append(_Event(thread.end_order, thread.ended, thread.number, "ends"))
    ends = {thread.number: thread.end_order for thread in record.threads}
    for error in record.uncaught:
        end = ends.get(error.thread)
        order = float("inf") if end is None else end - 0.5
        events.append(_Event(order, error.time, error.thread, f"✗ {shortened(str(error))}"))
    return sorted(events, key=lambda event: (event.order, event.text == "ends"))


def _words(operation: Operation, lines: Sequence[str]) -> str:
    """An operation in words, with the program's line where it is known to be that."""
    number = operation.line
    line = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    if operation.name == "statement":
        return f"{number}: {line}"
    action = operation.name.rpartition(".")[2]
    subject = "" if operation.name == "sleep" else f" {operation.subject}"
    verb = {"__enter__": "enters", "__exit__": "leaves"}.get(action, action)
    spoken = "with" if action.startswith("__") else action
    return (f"{number}: " if spoken in line else "") + verb + subject


def _cell(text: str, width: int) -> str:
    text = one_line(text)
    text = text if len(text) < width else text[: width - 2] + "…"
    return text.ljust(width)
