"""From what a tool said about all programs to what it says about the defects."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tminus.lint.programs import Program, Variant
from tminus.origins import Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tminus.lint.run import Report
    from tminus.score.remark import Remark


@dataclass(frozen=True)
class Spot:
    """A code at a place: ``12`` is a line, ``1+2`` the second row of what a repair put
    in at line 1, ``0`` the file as a whole.
    """

    place: str
    code: str

    @property
    def line(self) -> int:
        """The line of the original; 0 where the original has no such line."""
        return int(self.place) if self.place.isdigit() else 0

    def __str__(self) -> str:
        return f"{self.place} {self.code}"


@dataclass(frozen=True)
class Findings:
    """What one tool says, by what it is about.

    ``as_written`` and ``isolated`` are without what the tool says of the fixed program
    too, and in lines of the original. ``false_alarms`` is all it says of the fixed
    programs, in their own lines. A tool's echoes are kept: one mistake may stand there
    several times.
    """

    as_written: dict[str, tuple[Spot, ...]]
    isolated: dict[str, tuple[Spot, ...]]
    false_alarms: dict[str, tuple[Spot, ...]]


@dataclass(frozen=True)
class _Told:
    """A remark, and where its line comes from."""

    line: int
    origin: Origin
    code: str

    @property
    def spot(self) -> Spot:
        return Spot(str(self.origin), self.code)


def findings(report: Report, programs: Sequence[Program]) -> Findings:
    """Take a report apart."""
    told = {
        (program.variant, program.subject): _told(program, report.remarks[program.file])
        for program in programs
    }
    parts: dict[Variant, dict[str, tuple[Spot, ...]]] = {variant: {} for variant in Variant}
    for program in programs:
        said = told[program.variant, program.subject]
        if program.variant == Variant.FIXED:
            spots = [Spot(str(each.line), each.code) for each in said]
        else:
            fixed = told[Variant.FIXED, program.block.name]
            spots = [each.spot for each in _without(said, fixed)]
        parts[program.variant][program.subject] = tuple(spots)
    return Findings(parts[Variant.WRITTEN], parts[Variant.ISOLATED], parts[Variant.FIXED])


def _told(program: Program, remarks: Iterable[Remark]) -> list[_Told]:
    return [
        _Told(remark.line, _origin(program, remark.line), remark.code)
        for remark in sorted(remarks, key=lambda remark: (remark.line, remark.code))
    ]


def _origin(program: Program, line: int) -> Origin:
    if line == 0:
        return Origin(0)
    return program.origins[min(line, len(program.origins)) - 1]


def _without(said: list[_Told], fixed: list[_Told]) -> list[_Told]:
    """What is said, but not of the fixed program too: not with this code at this place.

    What a tool has against a file as a whole it says at the first line, whatever
    stands there; so the first line of the one is the first line of the other as well.
    """
    left = _subtract(said, Counter((each.origin, each.code) for each in fixed))
    moved = _subtract(fixed, Counter((each.origin, each.code) for each in said))
    return _subtract(left, Counter((1, each.code) for each in moved if each.line == 1))


def _subtract(said: list[_Told], others: Counter[tuple[Origin | int, str]]) -> list[_Told]:
    left = []
    for each in said:
        for key in ((each.origin, each.code), (each.line, each.code)):
            if others[key]:
                others[key] -= 1
                break
        else:
            left.append(each)
    return left
