"""Audit events that the guards of both worlds watch.

Source: Python docs, Audit events table. It imports nothing: every interpreter
that a real run starts reads it.
"""

from __future__ import annotations

FILES = frozenset(
    {
        "os.chmod",
        "os.chown",
        "os.link",
        "os.mkdir",
        "os.remove",
        "os.rename",
        "os.rmdir",
        "os.symlink",
        "os.truncate",
        "os.utime",
        "shutil.rmtree",
    }
)
"""What changes a file or a directory, other than by opening it."""
SIGNALS = frozenset({"os.kill", "os.killpg"})
"""What sends a signal to a process."""
