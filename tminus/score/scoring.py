"""Score a report against the answer key."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from tminus.corpus import Block, Corpus, CorpusError, Defect, Difficulty, Kind
from tminus.score.remark import Remark, ReportError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from enum import StrEnum

RULES = """\
Finding: what the report says of one line. Said twice with the same words, it is one.
It counts for every defect that the key allows at its line, unless it says more. If it
names a defect's id (05/c-join), it counts for that one. If it carries a linter's code
that is recorded in results/, it counts for the defects at the line which that code
flags when they stand alone: a syntax error is no sight of the misspelt name beside it,
a complaint about tabs no sight of anything.
Hit: a defect that a finding counts for. False alarm: a finding that counts for none.
Recall: hits, of all defects. Precision: findings that are no false alarms, of all.
F1: the harmonic mean of the two (C. J. van Rijsbergen, Information Retrieval, 1979).
Youden: recall less the false-alarm rate, which is the share of the lines without a
defect that are flagged (W. J. Youden, Index for rating diagnostic tests, 1950): 1 is
perfect, 0 is what reporting every line comes to, or none.
"""
"""How a report is scored."""


@dataclass(frozen=True)
class Finding:
    """A remark, placed in the corpus, and the ids of the defects that it counts for."""

    block: str
    line: int
    code: str
    text: str
    defects: tuple[str, ...]

    def __str__(self) -> str:
        said = self.text if self.text.startswith(self.code) else f"{self.code} {self.text}"
        return f"{self.block}:{self.line} {said}".rstrip()


@dataclass(frozen=True)
class Score:
    """What a report amounts to; see `RULES`. Where there is nothing to divide by, 0."""

    findings: tuple[Finding, ...]
    defects: tuple[Defect, ...]
    sound_lines: int
    """Lines of the originals at which the key allows no defect."""
    flagged_sound_lines: int
    hit: tuple[Defect, ...] = field(init=False)
    missed: tuple[Defect, ...] = field(init=False)

    def __post_init__(self) -> None:
        seen = {identifier for finding in self.findings for identifier in finding.defects}
        hit = tuple(defect for defect in self.defects if defect.id in seen)
        missed = tuple(defect for defect in self.defects if defect.id not in seen)
        object.__setattr__(self, "hit", hit)
        object.__setattr__(self, "missed", missed)

    @property
    def false_alarms(self) -> tuple[Finding, ...]:
        """The findings that count for no defect."""
        return tuple(finding for finding in self.findings if not finding.defects)

    @property
    def recall(self) -> float:
        """Hits, of all defects."""
        return _share(len(self.hit), len(self.defects))

    @property
    def precision(self) -> float:
        """Findings that are no false alarms, of all findings."""
        return _share(len(self.findings) - len(self.false_alarms), len(self.findings))

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return _share(2 * self.precision * self.recall, self.precision + self.recall)

    @property
    def false_alarm_rate(self) -> float:
        """Lines without a defect that are flagged, of all lines without one."""
        return _share(self.flagged_sound_lines, self.sound_lines)

    @property
    def youden(self) -> float:
        """Recall less false-alarm rate."""
        return self.recall - self.false_alarm_rate

    def by(self, trait: Callable[[Defect], StrEnum]) -> dict[str, tuple[int, int]]:
        """By a trait of the defects, how many are hit, of how many."""
        kinds: Iterable[StrEnum] = (*Kind, *Difficulty)
        return {
            str(value): (
                sum(trait(defect) == value for defect in self.hit),
                sum(trait(defect) == value for defect in self.defects),
            )
            for value in kinds
            if any(trait(defect) == value for defect in self.defects)
        }


def score(corpus: Corpus, remarks: Iterable[Remark], reach: Mapping[str, frozenset[str]]) -> Score:
    """Score what a report says. Raises `ReportError` for a remark about no line of the corpus."""
    findings = tuple(dict.fromkeys(_finding(corpus, remark, reach) for remark in remarks))
    sound = {
        (block.name, line)
        for block in corpus.blocks
        for line in range(1, len(block.original.splitlines()) + 1)
        if not any(line in defect.lines for defect in block.defects)
    }
    flagged = {(finding.block, finding.line) for finding in findings}
    return Score(findings, corpus.defects, len(sound), len(sound & flagged))


def _finding(corpus: Corpus, remark: Remark, reach: Mapping[str, frozenset[str]]) -> Finding:
    block = _block(corpus, remark)
    last = len(block.original.splitlines())
    # A tool may report at the end of the file, behind its last line.
    if remark.line > last + 1:
        raise ReportError(
            f"{remark.file}:{remark.line}: original/{block.name}.py has {last} lines; "
            "a report on the originals is scored"
        )
    at_line = [defect for defect in block.defects if remark.line in defect.lines]
    text = " ".join(remark.text.split())
    said = f"{remark.code} {text}"
    named = [defect for defect in at_line if re.search(rf"{re.escape(defect.id)}(?![\w-])", said)]
    if not named:
        known = [code for code in _codes(remark, text) if code in reach]
        flagged = frozenset[str]().union(*(reach[code] for code in known))
        named = [defect for defect in at_line if not known or defect.id in flagged]
    return Finding(block.name, remark.line, remark.code, text, tuple(defect.id for defect in named))


def _codes(remark: Remark, text: str) -> list[str]:
    """The words of a remark that may be codes: its own, what stands in brackets, the first."""
    bracketed = re.findall(r"[\[(]([\w-]+)[\])]", text)
    first = re.match(r"[\w-]+", text)
    return [code for code in (remark.code, *bracketed, first[0] if first else "") if code]


def _block(corpus: Corpus, remark: Remark) -> Block:
    path = PurePosixPath(remark.file.replace("\\", "/"))
    if path.parent.name == "fixed":
        raise ReportError(f"{remark.file}: a report on original/ is scored, not on fixed/")
    try:
        return corpus.block(path.name)
    except CorpusError as error:
        raise ReportError(
            f"{remark.file}:{remark.line}: no block of the corpus; a report on original/ is "
            f"scored, its blocks are named {corpus.blocks[0].number} or "
            f"{corpus.blocks[0].name}.py"
        ) from error


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
