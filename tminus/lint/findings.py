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
            remarks = sorted(report.remarks[program.file], key=lambda remark: remark.line)
            spots = tuple(Spot(str(remark.line), remark.code) for remark in remarks)
        else:
            spots = _without(said, told[Variant.FIXED, program.block.name])
        parts[program.variant][program.subject] = spots
    return Findings(parts[Variant.WRITTEN], parts[Variant.ISOLATED], parts[Variant.FIXED])


def _told(program: Program, remarks: Iterable[Remark]) -> list[tuple[Origin, str]]:
    return [
        (_origin(program, remark.line), remark.code)
        for remark in sorted(remarks, key=lambda remark: remark.line)
    ]


def _origin(program: Program, line: int) -> Origin:
    if line == 0:
        return Origin(0)
    return program.origins[min(line, len(program.origins)) - 1]


def _without(
    said: Iterable[tuple[Origin, str]], also_of_fixed: Iterable[tuple[Origin, str]]
) -> tuple[Spot, ...]:
    """What is said but not of the fixed program at the same place, with the same code."""
    left = Counter(also_of_fixed)
    spots = []
    for origin, code in said:
        if left[origin, code]:
            left[origin, code] -= 1
        else:
            spots.append(Spot(str(origin), code))
    return tuple(spots)
