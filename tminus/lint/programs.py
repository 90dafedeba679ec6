"""The programs that are linted, and the way from their lines to those of the originals."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tminus.origins import Origin, origins

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tminus.corpus import Block, Corpus, Defect


class Variant(StrEnum):
    """In which form a block is linted."""

    WRITTEN = "written"
    """As the document has it."""
    ISOLATED = "isolated"
    """With one defect left, all others repaired."""
    FIXED = "fixed"
    """With all defects repaired."""


@dataclass(frozen=True)
class Program:
    """One program to lint.

    Its file's name tells a linter nothing: no misspelt word of a defect's id, and no
    digit at the beginning, which a linter of names would complain about.
    """

    file: str
    variant: Variant
    block: Block
    defect: Defect | None
    text: str
    origins: tuple[Origin, ...]

    @property
    def subject(self) -> str:
        """What the program is about: the defect that is left, or the block."""
        return self.defect.id if self.defect else self.block.name


def programs(corpus: Corpus) -> tuple[Program, ...]:
    """All programs of a corpus: each block as written and fixed, and each defect isolated."""
    return tuple(program for block in corpus.blocks for program in _variants(block))


def _variants(block: Block) -> list[Program]:
    return [
        _program(block, Variant.WRITTEN, f"written_{block.number}", ()),
        _program(block, Variant.FIXED, f"fixed_{block.number}", block.defects),
        *(
            _program(
                block,
                Variant.ISOLATED,
                f"isolated_{block.number}_{number}",
                [other for other in block.defects if other != defect],
                defect,
            )
            for number, defect in enumerate(block.defects, 1)
        ),
    ]


def _program(
    block: Block,
    variant: Variant,
    stem: str,
    repairs: Iterable[Defect],
    defect: Defect | None = None,
) -> Program:
    repairs = tuple(repairs)
    edits = [edit for repair in repairs for edit in repair.edits]
    return Program(
        f"{stem}.py",
        variant,
        block,
        defect,
        block.repaired(repairs),
        origins(block.original, edits),
    )


def lay_out(laid: Iterable[Program], directory: Path) -> None:
    """Write each program into the directory, which must exist."""
    for program in laid:
        (directory / program.file).write_bytes(program.text.encode("utf-8"))
