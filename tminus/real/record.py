"""The record of a real run, as a judge reads it: plain, immutable data.

A process is its number in the order of starting, 0 the program itself;
`NOBODY` stands for what is not the program's own (multiprocessing's fork
server) or cannot be told.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

NOBODY = -1
"""The number of a process that is not one of the program's own, or not known."""
MAX_STDERR = 20_000
"""Characters of standard error that are kept."""


@dataclass(frozen=True)
class RealLine:
    """What one thread of one process wrote up to a newline.

    ``whole`` is false where the newline never came.
    """

    process: int
    thread: str
    text: str
    whole: bool = True


@dataclass(frozen=True)
class RealProcess:
    """A process that the program started.

    ``exit_code`` is as in `subprocess`: negative where a signal ended it. It is
    ``None`` where the process lived until the run was ended.
    """

    number: int
    exit_code: int | None


@dataclass(frozen=True)
class RealUncaught:
    """An exception that nobody caught, in whichever thread of a process."""

    kind: str
    message: str
    process: int

    def __str__(self) -> str:
        return f"{self.kind}: {self.message}"


@dataclass(frozen=True)
class RealRecord:
    """What a run did.

    ``outcome`` is ``ended`` (the program came to its end, and so did all its
    processes), ``exit`` (it left by ``os._exit``), or why the run was cut
    short: ``endless`` (it slept on and on, see `pace.FOREVER`),
    ``outlived`` (the program had ended, a process of it had not),
    ``stuck`` (all of it waited, without a time limit), ``cpu``, ``wall``,
    ``memory``, ``output`` (a limit), ``vanished`` (the program or its host was
    killed), ``forged`` (what was left is no record).

    ``code`` is the program's exit code, negative where a signal ended it;
    ``outside`` names what it tried and was refused; ``timed`` has the threads that went by the
    time (slept, waited with a limit, asked for it), each as its process and a number of its own;
    ``rested`` is whether the program's own process had nothing more to do, but for waiting for
    another one, before the last line was written.
    """

    outcome: str
    code: int
    lines: tuple[RealLine, ...] = ()
    processes: tuple[RealProcess, ...] = ()
    uncaught: tuple[RealUncaught, ...] = ()
    outside: tuple[str, ...] = ()
    stderr: str = ""
    timed: frozenset[tuple[int, int]] = frozenset()
    rested: bool = False

    def lines_of(self, process: int) -> list[RealLine]:
        """The lines that one process wrote."""
        return [line for line in self.lines if line.process == process]

    def texts(self) -> list[str]:
        """All that was printed, line by line, in the order in which the lines were finished."""
        return [line.text for line in self.lines]


def parse(
    header: dict[str, Any], events: bytes, stdout: bytes, stderr: str, cpu_limit: float
) -> RealRecord:
    """Read what a host answered, and make a record of it."""
    code = header["code"]
    outcome = header["cause"]
    try:
        reader = _Reader(header["program"])
        for line in events.splitlines():
            try:
                event = json.loads(line)
            except ValueError:
                if outcome:  # cut short in the middle of a word
                    break
                raise
            reader.read(*event)
    except (ValueError, TypeError, RecursionError):
        return RealRecord("forged", 1 if code is None else code, stderr=stderr)
    reader.raw(stdout.decode("utf-8", "replace"))
    exits = {**dict(header["exits"]), **reader.exits}
    if reader.endless:
        outcome = "endless"
    elif not outcome:
        if code < 0:
            outcome = "cpu" if header["cpu"] >= 0.9 * cpu_limit else "vanished"
        else:
            outcome = "ended" if reader.ended else "exit"
    return RealRecord(
        outcome=outcome,
        code=1 if code is None else code,
        lines=tuple(reader.finished()),
        processes=tuple(
            RealProcess(number, exits.get(pid)) for pid, number in reader.numbers.items() if number
        ),
        uncaught=tuple(reader.uncaught),
        outside=tuple(dict.fromkeys(reader.outside)),
        stderr=stderr[:MAX_STDERR],
        timed=frozenset((reader.numbers.get(pid, NOBODY), thread) for pid, thread in reader.timed),
        rested=reader.rested,
    )


class _Reader:
    """Gathers the events of a run. What is not an event raises `ValueError` or `TypeError`."""

    def __init__(self, program: int) -> None:
        self.numbers = {program: 0}
        self.exits: dict[int, int] = {}
        self.outside: list[str] = []
        self.ended = False
        self.endless = False
        self.timed: set[tuple[int, int]] = set()
        self.rested = False
        self._rests = False
        self._uncaught: list[tuple[str, str, int]] = []
        self._lines: list[tuple[int, str, str, bool]] = []
        self._begun: dict[tuple[int, int], tuple[str, str]] = {}
        self._program = program

    def read(self, kind: object, process: object, *details: object) -> None:
        """Take one event."""
        if not isinstance(process, int):
            raise TypeError("a process is a number")
        if kind == "process":
            () = details
            self.numbers.setdefault(process, len(self.numbers))
        elif kind == "exit":
            self.exits[process] = _number(*details)
        elif kind == "write":
            thread, name, text = details
            self.rested = self._rests
            self._write(process, _number(thread), _text(name), _text(text))
        elif kind == "uncaught":
            name, message = details
            self._uncaught.append((_text(name), _text(message), process))
        elif kind == "outside":
            self.outside.append(_text(*details))
        elif kind == "endless":
            () = details
            self.endless = True
        elif kind == "timed":
            self.timed.add((process, _number(*details)))
        elif kind == "rests":
            () = details
            self._rests = self._rests or process == self._program
        elif kind == "end":
            _number(*details)
            self.ended = self.ended or process == self._program
        else:
            raise ValueError(f"an event of unknown kind {kind!r}")

    def _write(self, process: int, thread: int, name: str, text: str) -> None:
        key = (process, thread)
        name, begun = self._begun.pop(key, (name, ""))
        *whole, rest = (begun + text).split("\n")
        self._lines += [(process, name, line, True) for line in whole]
        if rest:
            self._begun[key] = (name, rest)

    def raw(self, text: str) -> None:
        """Take what was written past Python's standard output; by whom is not known."""
        self._lines += [(NOBODY, "", line, True) for line in text.splitlines()]

    def finished(self) -> list[RealLine]:
        """All lines, those without an end last."""
        rest = [(key[0], name, text, False) for key, (name, text) in self._begun.items()]
        return [
            RealLine(self.numbers.get(process, NOBODY), name, text, whole)
            for process, name, text, whole in self._lines + rest
        ]

    @property
    def uncaught(self) -> list[RealUncaught]:
        """The exceptions that nobody caught."""
        return [
            RealUncaught(kind, message, self.numbers.get(process, NOBODY))
            for kind, message, process in self._uncaught
        ]


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError("not a number")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value.encode("utf-8", "replace").decode("utf-8")  # no half of a surrogate pair
