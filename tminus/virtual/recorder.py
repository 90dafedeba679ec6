"""What a run did, in order: the only thing that leaves the process it ran in.

An event is a list ``[kind, time, thread, …]``; times are virtual seconds,
threads are numbers in the order of their start (0 is the main thread):

===========  ==========================================================
``line``     text, whether it was ended by a newline
``start``    number, name, whether it is a daemon, of the thread started
``end``      (nothing more): the thread is over
``main``     (nothing more): the main thread came to the end of the program's file
``ask``      thread asked about, what ``is_alive`` answered
``join``     thread joined, when the wait began, whether it still lived after it
``note``     name, value: written by a scenario, not by the program
``recv``     what a socket's ``recv`` gave: ``data``, ``end`` or ``timeout``
``timeout``  seconds: a socket's ``settimeout``
``error``    exception type, message, program line: nobody caught it
``outside``  what the program tried outside virtual time
``op``       operation, object, program line (recorded on request only)
===========  ==========================================================
"""

from __future__ import annotations

import io
import os
import sys
import traceback
from typing import TYPE_CHECKING, Any

from tminus.virtual.dependence import ENDS_KEY, LINES_KEY, READ, WRITE
from tminus.virtual.primitives import holder_of
from tminus.virtual.seal import seal_class

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from tminus.virtual.scheduler import Scheduler, Task

MAX_OUTPUT = 1_000_000
"""Characters that one run may write, on both streams together."""
MAX_STDERR = 20_000
"""Characters of standard error that are kept."""

_MACHINERY = os.path.dirname(__file__) + os.sep
_EXCEPTHOOK = sys.excepthook


_LOOKED_AT = frozenset({"line", "note", "error", "outside"})
"""Events whose order among one another, and among all others, may be looked at."""


class Recorder:
    """Collects the events of one run."""

    def __init__(self) -> None:
        self.scheduler: Scheduler
        self.events: list[list[Any]] = []
        self.written = 0
        self.open_lines: dict[int, list[Any]] = {}
        self.stderr: list[str] = []
        self.names: dict[int, str] = {}
        self.kept: list[object] = []

    def add(self, kind: str, *details: object) -> None:
        """Record an event of the current thread, now."""
        scheduler = self.scheduler
        self._touch(kind)
        self.events.append([kind, scheduler.now, scheduler.current.tid, *details])

    def _touch(self, kind: str) -> None:
        """What is recorded beside an event may matter, where that is one to be looked at."""
        scheduler = self.scheduler
        if scheduler.tracing:
            if kind in _LOOKED_AT:
                scheduler.note(LINES_KEY, WRITE)
            elif scheduler.watch_ends:
                scheduler.note(LINES_KEY, READ)
                scheduler.note(ENDS_KEY, WRITE if kind == "main" else READ)

    def start(self, task: Task, *, daemon: bool) -> None:
        self.add("start", task.tid, task.name, daemon)

    def end(self, task: Task) -> None:
        self._touch("end")
        self.events.append(["end", self.scheduler.now, task.tid])

    def operation(self, name: str, subject: object, line: int) -> None:
        self.add("op", name, self.label(subject), line)

    def label(self, subject: object) -> str:
        """A short name for an object, the same throughout a run: ``Event 2``."""
        if getattr(subject, "name", None) and hasattr(subject, "is_alive"):
            return str(subject.name)  # type: ignore[attr-defined]
        key = id(subject)
        if key not in self.names:
            kind = type(subject).__name__.lstrip("_")
            count = sum(name.startswith(kind + " ") for name in self.names.values())
            self.names[key] = f"{kind} {count + 1}"
            self.kept.append(subject)
        return self.names[key]

    def write(self, text: str) -> None:
        """Take what the current thread writes to standard output."""
        scheduler = self.scheduler
        tid = scheduler.current.tid
        entry = self.open_lines.get(tid)
        if entry is None:
            scheduler.step()
            if scheduler.operations:
                self.add("op", "print", "", 0)
            task = scheduler.current
            task.pending = False
            scheduler.switch_point()
            while task.printed:
                scheduler.touch(task.printed.pop(), "", READ)
        else:  # a line that an earlier statement has begun
            scheduler.before_access()
        self._touch("line")
        self.written += len(text)
        if self.written > MAX_OUTPUT:
            scheduler.stop("output")
        if entry is not None and "\n" not in text:  # as most of what `print` writes
            entry[1] += text
            return
        *whole, rest = text.split("\n")
        for part in whole:
            began, start = self.open_lines.pop(tid, (scheduler.now, ""))
            self.events.append(["line", began, tid, start + part, True])
        if rest:
            entry = self.open_lines.setdefault(tid, [scheduler.now, ""])
            entry[1] += rest

    def write_error(self, text: str) -> None:
        """Take what the program writes to standard error."""
        self.written += len(text)
        if self.written > MAX_OUTPUT:
            self.scheduler.stop("output")
        self.stderr.append(text)

    def uncaught(self, error: BaseException, task: Task) -> None:
        """Record an exception that came to the end of a thread, and report it as Python does."""
        if task is self.scheduler.main:
            self.scheduler.main_failed = True
        if isinstance(error, SystemExit):
            if task is self.scheduler.main:
                self.scheduler.code = _exit_code(error, self)
            return
        self.note_error(error)
        hide_machinery_of(error)
        if task is self.scheduler.main:
            self.scheduler.code = 1
            if sys.excepthook is not _EXCEPTHOOK:
                sys.excepthook(type(error), error, error.__traceback__)
                return
        try:
            told = "".join(traceback.format_exception(error))
        except Exception:
            told = f"{type(error).__name__}: (it could not be told)\n"
        self.write_error(told)

    def note_error(self, error: BaseException) -> None:
        """Record that nobody caught an exception."""
        line = 0
        if isinstance(error, SyntaxError) and isinstance(error.lineno, int):
            line = error.lineno
        for frame, lineno in traceback.walk_tb(error.__traceback__):
            if frame.f_code.co_filename in self.scheduler.program_files:
                line = lineno
        try:
            message = str(error.msg if isinstance(error, SyntaxError) else error)
        except Exception:
            message = "(its message could not be made)"
        self.add("error", type(error).__name__, message[:2000], line)

    def finish(self) -> dict[str, Any]:
        """The record of the run, as plain data."""
        scheduler = self.scheduler
        for tid, (began, text) in sorted(self.open_lines.items()):
            self.events.append(["line", began, tid, text, False])
        self.open_lines.clear()
        blocked = []
        if scheduler.outcome == "deadlock":
            for task in scheduler.blocked:
                name, subject, line = scheduler.where(task)
                blocked.append([task.tid, name, self.label(subject), line, self._holder(task)])
        return {
            "outcome": scheduler.outcome,
            "code": scheduler.code,
            "time": scheduler.now,
            "events": self.events,
            "blocked": sorted(blocked),
            "stderr": "".join(self.stderr)[:MAX_STDERR],
        }

    @staticmethod
    def _holder(task: Task) -> int | None:
        """Whose doing would let a blocked thread go on, where that is one thread's to do.

        A condition's waiter holds the lock that it waits for itself: anybody
        may notify it.
        """
        frame = task.stopped_in
        while frame is not None:
            if (
                frame.f_code.co_qualname == "Condition.wait"
                and frame.f_locals.get("waiter") is task.waits_on
            ):
                return None
            frame = frame.f_back
        holder = holder_of(task.waits_on)
        return None if holder is None else holder.tid


def hide_machinery_of(error: BaseException) -> None:
    """Take this package's own frames out of the tracebacks of an exception and its causes."""
    todo, seen = [error], set()
    while todo:
        error = todo.pop()
        if id(error) in seen:
            continue
        seen.add(id(error))
        entries, entry = [], error.__traceback__
        while entry is not None:
            if not entry.tb_frame.f_code.co_filename.startswith(_MACHINERY):
                entries.append(entry)
            entry = entry.tb_next
        following: TracebackType | None = None
        for entry in reversed(entries):
            entry.tb_next = following
            following = entry
        error.__traceback__ = following
        todo += [other for other in (error.__cause__, error.__context__) if other is not None]


def _exit_code(error: SystemExit, recorder: Recorder) -> int:
    if error.code is None:
        return 0
    if isinstance(error.code, int):
        return error.code & 0xFF
    recorder.write_error(f"{error.code}\n")
    return 1


def output_stream(write: Callable[[str], None], descriptor: int) -> Callable[[], io.TextIOBase]:
    """What makes a text stream for the program's ``sys.stdout`` or ``sys.stderr``.

    Its methods are sealed: no attribute of the stream leads to the record.
    """

    class Bytes(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: Any, /) -> int:
            write(bytes(data).decode("utf-8", "replace"))
            return len(data)

    class Output(io.TextIOBase):
        name = "<stdout>" if descriptor == 1 else "<stderr>"
        mode = "w"
        encoding = "utf-8"
        errors = "replace"
        line_buffering = True
        buffer = Bytes()

        def writable(self) -> bool:
            return True

        def fileno(self) -> int:
            return descriptor

        def reconfigure(self, **_options: object) -> None:
            """Accepted, as on a real stream; there is nothing to change."""

        def write(self, text: str, /) -> int:
            if self.closed:
                raise ValueError("I/O operation on closed file.")
            if not isinstance(text, str):
                raise TypeError(f"write() argument must be str, not {type(text).__name__}")
            write(str.__str__(text))  # of a subclass, only what it is as text
            return len(text)

    for kind in (Bytes, Output):
        seal_class(kind)
    return Output
