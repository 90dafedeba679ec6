"""Read the file that somebody handed in as a block, whatever it is."""

from __future__ import annotations

import io
import os
import stat
import tokenize
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tminus.corpus import NAMES, CorpusError

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 1_000_000
"""Bytes that a block's file may have; larger files are refused unread."""


@dataclass(frozen=True)
class Source:
    """What stands in a file.

    ``text`` has its line ends made newlines, and no byte order mark. ``problem``
    says what was expected in its stead, where it is no program at all.
    """

    data: bytes = b""
    text: str = ""
    problem: str = ""
    missing: bool = False


def read_source(path: Path) -> Source:
    """Read a program's file; never waits, never raises.

    A symbolic link is followed. What is no regular file, cannot be read, is
    larger than `LARGEST` or cannot be decoded is a `Source` with a problem.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        return Source(missing=True)
    except (OSError, ValueError) as error:
        return Source(problem=f"a file that can be read: {_reason(error)}")
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            return Source(problem=f"a file: there stands {_kind(found.st_mode)}")
        if found.st_size > LARGEST:
            return Source(
                problem=f"a program of at most {LARGEST:,} bytes, not {found.st_size:,}: "
                "it was not run"
            )
        with open(descriptor, "rb", closefd=False) as file:
            data = file.read(LARGEST) or b""  # nothing yet, says a device that is called a file
    except OSError as error:
        return Source(problem=f"a file that can be read: {_reason(error)}")
    finally:
        os.close(descriptor)
    return decode(data)


def decode(data: bytes) -> Source:
    """A program's bytes as text, by Python's own rules: UTF-8, unless the file names another."""
    try:
        encoding, _lines = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        return Source(
            data, problem=f"text in UTF-8: byte {error.start} is none, and no encoding is declared"
        )
    except (SyntaxError, LookupError):
        return Source(data, problem="text in UTF-8, or in an encoding that Python knows")
    return Source(data, text.replace("\r\n", "\n").replace("\r", "\n"))


def require_programs(directory: Path) -> None:
    """Make sure that a directory holds a program for each block, as `read_source` reads them.

    Raises `CorpusError` naming the first that it does not, or the directory.
    """
    if not directory.is_dir():
        raise CorpusError(f"{directory}: there is no such directory")
    for name in NAMES:
        path = directory / f"{name}.py"
        source = read_source(path)
        if source.missing or source.problem:
            reason = f"expected {source.problem}" if source.problem else "there is no such file"
            raise CorpusError(f"{path}: {reason}")


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


def _kind(mode: int) -> str:
    for check, words in (
        (stat.S_ISDIR, "a directory"),
        (stat.S_ISFIFO, "a pipe"),
        (stat.S_ISSOCK, "a socket"),
    ):
        if check(mode):
            return words
    return "a device"
