"""Remove the directories that programs under test have worked in."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import suppress


def remove(directory: str) -> None:
    """Remove a directory and all that stands in it, however deep; nothing where there is none."""
    with suppress(RecursionError):
        shutil.rmtree(directory, ignore_errors=True)
    if os.path.lexists(directory):  # deeper than Python goes, or than a path may be long
        subprocess.run(["rm", "-rf", "--", directory], stderr=subprocess.DEVNULL, check=False)
