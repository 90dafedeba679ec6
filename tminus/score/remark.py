"""What a tool or a reviewer said: one remark about one line of one file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tminus.corpus import CorpusError


class ReportError(CorpusError):
    """A report, or a part of it, cannot be read; the message names the part."""


@dataclass(frozen=True)
class Remark:
    """One remark.

    ``file`` is the file as the report names it. ``line`` counts from 1; it is 0
    where the remark is about the file as a whole. ``code`` is the rule's name,
    empty where the report gives none.
    """

    file: str
    line: int
    code: str
    text: str

    LONGEST: ClassVar[int] = 1_000_000
    """No file has more lines: what names one further on is no remark."""

    def __post_init__(self) -> None:
        """Raise `ValueError` where a field is not what it should be."""
        if not all(isinstance(word, str) for word in (self.file, self.code, self.text)):
            raise ValueError("its file, rule or message is no text")
        if not 0 <= self.line <= self.LONGEST:
            raise ValueError(f"its line is {str(self.line)[:20]}")
