"""The figures of one tool, each defined where it is computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tminus.corpus import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tminus.corpus import Corpus, Defect
    from tminus.lint.findings import Findings, Spot


@dataclass(frozen=True)
class Figures:
    """What the findings of one tool amount to.

    A finding counts for a defect when it stands at a line that the answer key allows
    for it, and is not there in the fixed program. It does not count if the tool raises
    its code in the fixed program elsewhere: complaints about tabs on a line that the
    repair takes out are no sight of the defect. In a program as written, where several
    defects share a line, it must also carry a code by which the tool flags just this
    defect isolated: a syntax error is no sight of the misspelt name behind it.
    """

    isolated: dict[str, tuple[str, ...]]
    """By defect, the codes that flag it isolated."""
    as_written: dict[str, tuple[str, ...]]
    """By defect, the codes that flag it in the original as it is."""
    kinds: dict[Kind, tuple[int, int]]
    """By kind, how many defects are caught isolated, of how many."""
    elsewhere: int
    """Findings in isolated programs that are not in the fixed one, but at no line of the
    defect: echoes of a syntax error, or true and unrelated."""
    false_alarms: int
    """Findings in the fixed programs, the clean block among them."""
    programs_flagged: int
    """Fixed programs with a false alarm."""
    programs: int
    """Fixed programs: the decoys."""

    @property
    def caught(self) -> int:
        """Defects caught isolated."""
        return sum(map(bool, self.isolated.values()))

    @property
    def caught_as_written(self) -> int:
        """Defects caught in the originals as they are."""
        return sum(map(bool, self.as_written.values()))

    @property
    def hidden(self) -> tuple[str, ...]:
        """Defects caught isolated, but not as written: what other defects hide."""
        return tuple(
            identifier
            for identifier, codes in self.isolated.items()
            if codes and not self.as_written[identifier]
        )

    @property
    def isolated_recall(self) -> float:
        """Defects caught isolated, of all defects."""
        return _share(self.caught, len(self.isolated))

    @property
    def as_written_recall(self) -> float:
        """Defects caught as written, of all defects."""
        return _share(self.caught_as_written, len(self.as_written))

    @property
    def precision(self) -> float:
        """Defects caught isolated, of these and the false alarms; 0 where there are neither."""
        return _share(self.caught, self.caught + self.false_alarms)

    @property
    def false_alarm_rate(self) -> float:
        """Fixed programs with a false alarm, of all fixed programs."""
        return _share(self.programs_flagged, self.programs)

    @property
    def youden(self) -> float:
        """Isolated recall less false-alarm rate: 1 for a perfect tool, 0 for a coin
        (W. J. Youden, Index for rating diagnostic tests, Cancer 3, 1950).
        """
        return self.isolated_recall - self.false_alarm_rate


MEANINGS = {
    "isolated": "Recall isolated: the share of the defects that the tool points at when "
    "each stands alone in its program, all others repaired.",
    "as written": "Recall as written: the same share in the originals as they are, where "
    "one defect may hide another.",
    "false alarms": "False alarms: findings in the fixed programs, of which each is a decoy "
    "and one was never broken.",
    "precision": "Precision: of the defects caught isolated and the false alarms together, "
    "the share that are defects.",
    "Youden": "Youden index: recall isolated less the share of fixed programs with a false "
    "alarm; 1 is perfect, 0 no better than a coin "
    "(W. J. Youden, Index for rating diagnostic tests, Cancer 3, 1950).",
    "seconds": "Seconds: wall time over all programs; what is recorded was measured one tool "
    "at a time.",
}
"""Each figure in a sentence, to be shown with it."""


def figures(corpus: Corpus, found: Findings) -> Figures:
    """The figures of what a tool found."""
    isolated: dict[str, tuple[str, ...]] = {}
    as_written: dict[str, tuple[str, ...]] = {}
    for block in corpus.blocks:
        noise = {spot.code for spot in found.false_alarms[block.name]}
        for defect in block.defects:
            codes = _codes(found.isolated[defect.id], defect)
            isolated[defect.id] = tuple(code for code in codes if code not in noise)
            as_written[defect.id] = tuple(
                code
                for code in _codes(found.as_written[block.name], defect)
                if code in isolated[defect.id]
            )
    kinds = {}
    for kind in Kind:
        of_kind = [defect.id for defect in corpus.defects if defect.kind == kind]
        kinds[kind] = (sum(bool(isolated[each]) for each in of_kind), len(of_kind))
    return Figures(
        isolated=isolated,
        as_written=as_written,
        kinds=kinds,
        elsewhere=sum(
            spot.line not in defect.lines
            for defect in corpus.defects
            for spot in found.isolated[defect.id]
        ),
        false_alarms=sum(map(len, found.false_alarms.values())),
        programs_flagged=sum(map(bool, found.false_alarms.values())),
        programs=len(found.false_alarms),
    )


def _codes(spots: Iterable[Spot], defect: Defect) -> tuple[str, ...]:
    """The codes at the defect's lines, each once, in order."""
    return tuple(dict.fromkeys(spot.code for spot in spots if spot.line in defect.lines))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
