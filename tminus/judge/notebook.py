"""What a learner was told in a directory: a small file that stands in it."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tminus.corpus import CorpusError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE = ".tminus.json"
"""The notebook's name."""


@dataclass
class Notebook:
    """How many steps of each defect's hints were shown, by the defect's id."""

    shown: dict[str, int] = field(default_factory=dict)

    def taken(self, block: str) -> int:
        """How many hints were taken for a block, by its name or number."""
        return sum(
            count for defect, count in self.shown.items() if defect.partition("/")[0] == block[:2]
        )


def read_notebook(directory: Path) -> Notebook:
    """A directory's notebook; an empty one where there is none.

    Raises `CorpusError` where there is something else in its place.
    """
    path = directory / FILE
    try:
        if not path.exists():
            return Notebook()
        if not path.is_file() or path.stat().st_size > 100_000:
            raise ValueError("not a small file")
        shown = json.loads(path.read_bytes())["hints"]
        if not isinstance(shown, dict) or not all(
            isinstance(count, int) and not isinstance(count, bool) and 0 < count < 100
            for count in shown.values()
        ):
            raise ValueError("hints are not counted")
    except OSError as error:
        raise CorpusError(f"{path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CorpusError(
            f"{path}: not the list of hints that tminus keeps; remove it to begin anew"
        ) from error
    return Notebook(shown)


@contextmanager
def turn(directory: Path) -> Iterator[None]:
    """Take one's turn with a directory's notebook: read it, write it, before another does.

    Raises `CorpusError` where the directory cannot be read.
    """
    import fcntl  # not on Windows, where nothing is judged

    try:
        opened = os.open(directory, os.O_RDONLY)
    except OSError as error:
        raise CorpusError(f"{directory}: {error.strerror}") from error
    try:
        with suppress(OSError):  # some file systems know no locks
            fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)


def write_notebook(directory: Path, notebook: Notebook) -> None:
    """Write it whole or not at all. Raises `CorpusError` where it cannot be written."""
    path = directory / FILE
    draft = path.with_name(f"{FILE}.{os.getpid()}")
    try:
        draft.write_text(json.dumps({"hints": notebook.shown}, indent=2) + "\n", encoding="utf-8")
        os.replace(draft, path)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        raise CorpusError(f"{path}: {error.strerror}") from error
