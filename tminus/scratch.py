"""Make and remove the directories that programs under test work in."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import suppress

LONG = 40
"""Characters of a directory for temporary files that leave too few for the path of a socket.

That has 104 bytes on macOS, 108 on Linux; multiprocessing makes its own 50 below ours.
"""
SHORT = "/tmp"


def make() -> str:
    """A new, empty directory: where temporary files belong, or where its path is not too long."""
    usual = os.path.realpath(tempfile.gettempdir())
    short = os.path.isdir(SHORT) and os.access(SHORT, os.W_OK | os.X_OK)
    place = SHORT if short and len(os.fsencode(usual)) > LONG else usual
    return os.path.realpath(tempfile.mkdtemp(prefix="tm-", dir=place))


def remove(directory: str) -> None:
    """Remove a directory and all that stands in it, however deep; nothing where there is none."""
    with suppress(RecursionError):
        shutil.rmtree(directory, ignore_errors=True)
    if os.path.lexists(directory):  # deeper than Python goes, or than a path may be long
        subprocess.run(["rm", "-rf", "--", directory], stderr=subprocess.DEVNULL, check=False)
