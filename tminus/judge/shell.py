"""Commands that a reader is told to run, to be pasted into a shell."""

from __future__ import annotations

from shlex import quote


def argument(path: str) -> str:
    """A path as an argument of a command, never to be taken for an option."""
    return quote(f"./{path}" if path.startswith("-") else path)
