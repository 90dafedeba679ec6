"""The corpus: blocks, their defects, and every program that repairs make of them.

Everything is read from the answer key (``defects/*.toml``) and the originals;
nothing here is written by hand twice.
"""

from __future__ import annotations

import hashlib
import sys
import tomllib
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tminus.edits import Edit, EditError, apply

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

NAMES = (
    "01_start_thread",
    "02_is_alive",
    "03_join",
    "04_daemon_thread",
    "05_terminate_flag",
    "06_io_timeout",
    "07_thread_subclass",
    "08_process",
    "09_started_event",
    "10_periodic_timer",
    "11_semaphore_pool",
    "12_semaphore_release",
)
"""The twelve blocks, in the document's order."""


LARGEST = 100_000_000
"""Bytes that any file of text may have that is read."""


class CorpusError(Exception):
    """Something of the corpus cannot be used; the message is one line for a person."""


class Kind(StrEnum):
    """What sort of defect it is. `MEANING` defines each in a sentence."""

    SYNTAX = "syntax"
    NAME = "name"
    CALL = "call"
    LOGIC = "logic"
    CONTEXT = "context"
    TEXT = "text"


MEANING = {
    Kind.SYNTAX: "Python cannot parse the file.",
    Kind.NAME: "A name is misspelt, never imported or never bound.",
    Kind.CALL: "The right thing is called with the wrong arguments, or the wrong thing is called.",
    Kind.LOGIC: "Every name resolves, and the program does something else than it is for.",
    Kind.CONTEXT: "A fragment leans on names that an earlier block of the document defines.",
    Kind.TEXT: "A word that people read, printed or in a comment, is wrong.",
}


class Difficulty(StrEnum):
    """How hard a defect is to see by reading."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


@dataclass(frozen=True)
class Defect:
    """One thing that is wrong with a block, and its repair.

    ``lines`` are the lines of the original at which a reviewer or a linter may
    rightly point. ``behaviour`` says whether the repair changes what the
    program does; where it does, the behaviour test ``killed_by`` fails when
    this defect alone is left. ``ruff`` and ``flake8`` are the codes that flag
    the defect isolated.
    """

    id: str
    title: str
    kind: Kind
    difficulty: Difficulty
    lines: tuple[int, ...]
    behaviour: bool
    killed_by: str
    observed: str
    hints: tuple[str, ...]
    why: str
    ruff: tuple[str, ...]
    flake8: tuple[str, ...]
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class Finding:
    """What a tool reported: a code at a line."""

    line: int
    code: str

    def __str__(self) -> str:
        return f"{self.line} {self.code}"


@dataclass(frozen=True)
class Block:
    """One block of the document, with its answer key.

    ``contract`` says what a repaired program must do, a sentence or two a
    clause; the behaviour tests hold it to that.
    """

    name: str
    title: str
    purpose: str
    contract: tuple[str, ...]
    sha256: str
    original: str
    defects: tuple[Defect, ...]
    as_written: dict[str, tuple[Finding, ...]]

    @property
    def number(self) -> str:
        """The two digits that the name begins with."""
        return self.name[:2]

    @property
    def behavioural(self) -> tuple[Defect, ...]:
        """The defects whose repair changes what the program does."""
        return tuple(defect for defect in self.defects if defect.behaviour)

    @cached_property
    def fixed(self) -> str:
        """The repaired program: all edits applied."""
        return self.repaired(self.defects)

    def repaired(self, repairs: Collection[Defect]) -> str:
        """The block with the repairs of just these defects applied."""
        return apply(
            self.original,
            [edit for defect in self.defects if defect in repairs for edit in defect.edits],
        )

    def isolated(self, defect: Defect) -> str:
        """The block with every repair but this defect's applied."""
        return self.repaired([other for other in self.defects if other != defect])

    def partial_repairs(self) -> Iterator[tuple[tuple[Defect, ...], str]]:
        """Every proper subset of the repairs that change behaviour, and the program it makes.

        Defects that change no behaviour are left as they stand.
        """
        for size in range(len(self.behavioural)):
            for subset in combinations(self.behavioural, size):
                yield subset, self.repaired(subset)

    def defect(self, identifier: str) -> Defect:
        """The defect of that id. Raises `CorpusError` where there is none."""
        for defect in self.defects:
            if defect.id == identifier:
                return defect
        raise CorpusError(f"block {self.name} has no defect {identifier}")


@dataclass(frozen=True)
class Corpus:
    """All blocks, and where they are kept."""

    home: Path
    blocks: tuple[Block, ...]

    def block(self, name: str) -> Block:
        """The block that is meant by a name, a number (``5``, ``05``) or a file name.

        Raises `CorpusError` where there is none.
        """
        wanted = name.removesuffix(".py")
        for block in self.blocks:
            if wanted in (block.name, block.number, block.number.lstrip("0")):
                return block
        raise CorpusError(
            f"there is no block {name!r}; blocks are named by number or name: "
            f"1 to {len(self.blocks)}, {self.blocks[0].name} to {self.blocks[-1].name}"
        )

    @property
    def defects(self) -> tuple[Defect, ...]:
        """All defects, in order."""
        return tuple(defect for block in self.blocks for defect in block.defects)


def home() -> Path:
    """The directory that holds ``original``, ``fixed``, ``defects`` and the behaviour tests.

    In a checkout that is the checkout; in an installed package it is inside the package.
    """
    package = Path(__file__).parent
    installed = package / "data"
    return installed if (installed / "defects").is_dir() else package.parent


def load(at: Path | None = None) -> Corpus:
    """Read the whole corpus. Raises `CorpusError` where a part is missing or broken."""
    where = at or home()
    return Corpus(where, tuple(load_block(where, name) for name in NAMES))


def load_block(where: Path, name: str) -> Block:
    """Read one block and its key. Raises `CorpusError` where either is missing or broken."""
    key = where / "defects" / f"{name}.toml"
    original = read_text(where / "original" / f"{name}.py")
    try:
        data = tomllib.loads(read_text(key))
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"{key}: not valid TOML: {error}") from error
    try:
        block = _block(data, name, original)
    except KeyError as error:
        raise CorpusError(f"{key}: {error.args[0]!r} is missing") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise CorpusError(f"{key}: {error}") from error
    digest = hashlib.sha256(original.encode("utf-8")).hexdigest()
    if digest != block.sha256:
        raise CorpusError(
            f"{where / 'original' / name}.py: its SHA-256 is {digest}, the answer key "
            f"says {block.sha256}; the originals are kept byte for byte, restore the file"
        )
    for defect in block.defects:
        try:
            apply(original, defect.edits)
        except EditError as error:
            raise CorpusError(f"{key}: {defect.id}: {error}") from error
    try:
        _ = block.fixed
    except EditError as error:
        raise CorpusError(f"{key}: {error}") from error
    return block


def read_text(path: Path) -> str:
    """A file's text, line ends as they are. Raises `CorpusError` in one clear line."""
    try:
        with open(path, "rb") as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise CorpusError(f"{path}: larger than {LARGEST:,} bytes")
        return data.decode("utf-8")
    except FileNotFoundError as error:
        raise CorpusError(f"{path}: there is no such file") from error
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path}: not UTF-8 text (byte {error.start})") from error
    except OSError as error:
        raise CorpusError(f"{path}: {error.strerror}") from error


def require_names(data: Iterable[str], known: Iterable[str], what: str) -> None:
    """Make sure that a table of TOML has no name that is not known. Raises `ValueError`."""
    if unknown := ", ".join(map(repr, sorted({*data} - {*known}))):
        raise ValueError(f"{what} knows no {unknown}")


def _block(data: dict[str, Any], name: str, original: str) -> Block:
    own = {field.name for field in fields(Block)} - {"name", "original"}
    require_names(data, own | {"block"}, "a key")
    if data["block"] != name:
        raise ValueError(f"block says {data['block']!r}, the file is for {name!r}")
    defects = tuple(_defect(entry) for entry in data.get("defects", []))
    ids = [defect.id for defect in defects]
    for identifier in ids:
        if ids.count(identifier) > 1 or not identifier.startswith(name[:2] + "/"):
            raise ValueError(f"the id {identifier!r} is not unique or not of this block")
    return Block(
        name=name,
        title=_text(data, "title"),
        purpose=" ".join(_text(data, "purpose").split()),
        contract=tuple(str(clause) for clause in data["contract"]),
        sha256=_text(data, "sha256"),
        original=original,
        defects=defects,
        as_written={
            tool: tuple(_finding(text) for text in findings)
            for tool, findings in data["as_written"].items()
        },
    )


def _defect(entry: dict[str, Any]) -> Defect:
    try:
        defect = Defect(
            id=_text(entry, "id"),
            title=_text(entry, "title"),
            kind=Kind(entry["kind"]),
            difficulty=Difficulty(entry["difficulty"]),
            lines=tuple(int(line) for line in entry["lines"]),
            behaviour=bool(entry["behaviour"]),
            killed_by=_text(entry, "killed_by"),
            observed=_text(entry, "observed").strip(),
            hints=tuple(str(hint) for hint in entry["hints"]),
            why=_text(entry, "why").strip(),
            ruff=tuple(str(code) for code in entry["ruff"]),
            flake8=tuple(str(code) for code in entry["flake8"]),
            edits=tuple(_edit(edit) for edit in entry["edits"]),
        )
        require_names(entry, (field.name for field in fields(Defect)), "a defect")
        return defect
    except (KeyError, ValueError, TypeError) as error:
        detail = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
        raise ValueError(f"{entry.get('id', 'a defect without id')}: {detail}") from error


def _edit(entry: dict[str, Any]) -> Edit:
    require_names(entry, ("at", "old", "new"), "an edit")
    line, _, column = _text(entry, "at").partition(":")
    return Edit(int(line), int(column), _text(entry, "old"), _text(entry, "new"))


def _finding(text: str) -> Finding:
    line, _, code = text.partition(" ")
    return Finding(int(line), code)


def _text(data: dict[str, Any], name: str) -> str:
    value = data[name]
    if not isinstance(value, str):
        raise ValueError(f"{name} is not a string: {value!r}")
    return value


def write_fixed(corpus: Corpus) -> None:
    """Write the fixed files anew from the originals and the key."""
    for block in corpus.blocks:
        path = corpus.home / "fixed" / f"{block.name}.py"
        path.write_bytes(block.fixed.encode("utf-8"))


if __name__ == "__main__":
    try:
        write_fixed(load())
    except CorpusError as refusal:
        print(f"tminus: {refusal}", file=sys.stderr)
        sys.exit(2)
