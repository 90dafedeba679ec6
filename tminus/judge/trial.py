"""One run of a program under test, and what may be demanded of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tminus.escape import many_lines, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tminus.judge.real_trial import RealTrial
    from tminus.virtual.record import Line, Record, Thread

TICK = 1e-6
"""Virtual seconds by which two times may differ and still be the same."""
QUIET = 60
"""Virtual seconds without output after which a program counts as quiet."""
SHOWN = 25
"""Lines of a program's output that a message shows."""


class Failure(AssertionError):  # noqa: N818 - a verdict, no accident
    """A repair does not do what the contract asks.

    ``expected`` is the clause, in the reader's terms; ``replay`` the schedule
    on which it was broken, where that was not the default one.
    """

    def __init__(self, expected: str, trial: Trial | RealTrial | None = None) -> None:
        self.expected = expected
        self.trial = trial
        told = expected if trial is None else f"{expected}\n{trial.account()}"
        super().__init__(many_lines(told))


class Undecided(Failure):
    """A limit was reached before there was an answer: neither a pass nor a wrong answer."""


@dataclass(frozen=True)
class Trial:
    """A run: what the program was asked to do, and the record of what it did."""

    asked: str
    record: Record
    replay: str = ""

    # -- demands ---------------------------------------------------------

    def expect(self, holds: object, expected: str) -> None:
        """Raise `Failure` unless ``holds``; ``expected`` says what should have been."""
        if not holds:
            raise Failure(expected, self)

    def sound(self, *, forever: bool = False) -> None:
        """Demand what every clause takes for granted: a run that came to its end by itself.

        Nothing tried outside virtual time, no uncaught exception, no limit
        reached (that is `Undecided`), no record lost or forged. With
        ``forever`` the program may go on as long as it likes.
        """
        record = self.record
        outside = ", ".join(dict.fromkeys(record.outside))
        broken = _BROKEN.get(record.outcome)
        self.expect(broken is None, f"{broken}, {outside}".strip(", "))
        self.expect(not outside, f"to stay within the run, without {outside}")
        if any(error.kind == "MemoryError" for error in record.uncaught):
            raise Undecided(_LIMITS["memory"], self)
        self.expect(not record.uncaught, "no exception that nobody catches")
        if forever and record.outcome in ("endless", "steps") and record.time >= QUIET:
            return
        self.expect(record.outcome != "endless", "to come to an end")
        if record.limited:
            raise Undecided(_LIMITS[record.outcome], self)

    def ended(self) -> None:
        """Demand that the program ended, with no thread left waiting."""
        self.expect(
            self.record.outcome in ("ended", "exit"), "to come to an end, with nobody left waiting"
        )

    def prints(
        self, lines: Sequence[Line], expected: Iterable[tuple[float, str]], since: float = 0.0
    ) -> None:
        """Demand just these lines at these times (virtual seconds after ``since``)."""
        wanted = list(expected)
        fits = len(lines) == len(wanted) and all(
            line.whole and line.text == text and abs(line.time - since - time) < TICK
            for line, (time, text) in zip(lines, wanted, strict=True)
        )
        self.expect(fits, describe(wanted, since))

    # -- finding ---------------------------------------------------------

    def counts(self, thread: int | None = None) -> list[Line]:
        """The lines of a countdown, of one thread or of all."""
        return [
            line
            for line in self.record.lines
            if line.text.startswith("T-minus") and thread in (None, line.thread)
        ]

    def time_of(self, name: str) -> float:
        """When a scenario's note was made. Raises `Failure` where it never was."""
        note = self.record.note(name)
        if note is None:
            raise Failure("the program to let itself be driven to the end", self)
        return note.time

    def order_of(self, name: str) -> int:
        """Where a scenario's note stands among the events. Raises `Failure` where it never was."""
        self.time_of(name)
        note = self.record.note(name)
        return 0 if note is None else note.order

    def thread(self, number: int) -> Thread:
        """The thread of a number. Raises `Failure` where none was started with it."""
        for thread in self.record.threads:
            if thread.number == number:
                return thread
        raise Failure("a thread that was started to do it, not the main thread", self)

    def value_of(self, name: str) -> object:
        """What a scenario's note says. Raises `Failure` where it was never made."""
        self.time_of(name)
        note = self.record.note(name)
        return None if note is None else note.value

    # -- telling -----------------------------------------------------------

    def account(self) -> str:
        """What happened, for a reader: the task, the output with its times, the end."""
        parts = [f"  asked:   {self.asked}", "  printed:"]
        names = {thread.number: thread.name for thread in self.record.threads}
        names[0] = "MainThread"
        lines = self.record.lines
        parts += [
            f"    {line.time:>6g} s  {names.get(line.thread, '?'):<24} {cut(line.text)}"
            + ("" if line.whole else "  (the line was never ended)")
            for line in lines[:SHOWN]
        ]
        if len(lines) > SHOWN:
            parts.append(f"    … {len(lines) - SHOWN} more lines")
        if not lines:
            parts.append("    (nothing)")
        parts += [f"  {line}" for line in self.ending()]
        if self.replay:
            parts.append(f"  replay:  {self.replay}")
        return "\n".join(map(one_line, parts))

    def ending(self) -> list[str]:
        """How the run ended, in words."""
        record = self.record
        names = {thread.number: thread.name for thread in record.threads}
        names[0] = "MainThread"
        words = _ENDINGS.get(record.outcome, record.outcome).format(time=f"{record.time:g}")
        parts = [f"ended:   {words}"]
        for wait in record.waits:
            what = "for the threads to end"
            if wait.line:
                holder = "" if wait.holder is None else f", held by {names.get(wait.holder, '?')}"
                what = f"in {wait.operation} of {wait.subject} at line {wait.line}{holder}"
            parts.append(f"         {names.get(wait.thread, '?')} waits {what}")
        parts += [
            f"         {names.get(error.thread, '?')}: {cut(str(error))}"
            for error in record.uncaught
        ]
        return list(map(one_line, parts))


def describe(expected: Sequence[tuple[float, str]], since: float = 0.0) -> str:
    """Expected lines in words: the first, the last, and when."""
    if not expected:
        return "nothing more to be printed"
    if len(expected) == 1:
        return f"{expected[0][1]!r} at {expected[0][0] + since:g} s, and no more"
    times = ", ".join(f"{time + since:g}" for time, _text in expected)
    texts = ", ".join(text for _time, text in expected)
    return f"{texts} at {times} s"


def cut(text: str, width: int = 100) -> str:
    """A text made safe and short enough for one line of a message."""
    text = one_line(text)
    return text if len(text) <= width else f"{text[:width]}… ({len(text)} characters)"


_LIMITS = {
    "steps": "an answer within the budget of steps: the program ran on without end or pause",
    "output": "an answer within a megabyte of output",
    "cpu": "an answer within the limit of CPU time",
    "memory": "an answer within a gigabyte of memory",
    "wall": "an answer before the last guard on real time",
}
_BROKEN = {
    "stuck": "to wait on virtual time only: it blocked in the operating system",
    "vanished": "to run to an end: its process ended without leaving a record",
    "forged": "to leave the record of the run alone",
}
_ENDINGS = {
    "ended": "at {time} s",
    "exit": "at {time} s, by os._exit",
    "deadlock": "never: at {time} s every thread that is left waits for another",
    "endless": "never: it was still going after {time} s",
    "steps": "stopped at {time} s: time-out, the budget of steps was used up",
    "output": "stopped at {time} s: too much output",
    "cpu": "stopped: time-out, the limit of CPU time was reached",
    "memory": "stopped: there was no memory left",
    "wall": "stopped: time-out, the last guard on real time",
    "stuck": "stopped: it slept in the operating system, where no virtual time passes",
    "vanished": "its process was gone, without a record",
    "forged": "what it left behind is not a record",
}
