"""One run of a program on the real interpreter, and what may be demanded of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tminus.escape import one_line
from tminus.judge.trial import SHOWN, Failure, Undecided, cut

if TYPE_CHECKING:
    from tminus.real.runner import RealRecord


@dataclass(frozen=True)
class RealTrial:
    """A run with real threads and processes, in time that goes faster."""

    asked: str
    record: RealRecord

    def expect(self, holds: object, expected: str) -> None:
        """Raise `Failure` unless ``holds``; ``expected`` says what should have been."""
        if not holds:
            raise Failure(expected, self)

    def sound(self) -> None:
        """Demand a run that came to its end by itself, without an uncaught exception."""
        record = self.record
        self.expect(not record.uncaught, "no exception that nobody catches")
        self.expect(
            not record.outside,
            f"to stay within the run, without {', '.join(sorted(set(record.outside)))}",
        )
        if record.outcome in _LIMITS:
            raise Undecided(_LIMITS[record.outcome], self)
        self.expect(record.outcome == "ended", "to come to an end by itself")

    def account(self) -> str:
        """What happened, for a reader: the task, the output, the processes, the end."""
        record = self.record
        parts = [f"  asked:   {self.asked}", "  printed:"]
        parts += [
            f"    process {line.process}  {line.thread:<24} {cut(line.text)}"
            for line in record.lines[:SHOWN]
        ]
        if len(record.lines) > SHOWN:
            parts.append(f"    … {len(record.lines) - SHOWN} more lines")
        if not record.lines:
            parts.append("    (nothing)")
        parts.append(f"  ended:   {record.outcome}, with exit code {record.code}")
        parts += [
            f"           process {process.number} with exit code {process.exit_code}"
            for process in record.processes
        ]
        parts += [
            f"           process {error.process}: {cut(f'{error.kind}: {error.message}')}"
            for error in record.uncaught
        ]
        return "\n".join(map(one_line, parts))


_LIMITS = {
    "cpu": "an answer within the limit of CPU time",
    "output": "an answer within the limit of output",
    "wall": "an answer before the last guard on real time",
}
