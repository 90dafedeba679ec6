"""What the warm host processes of both worlds share: frames, and an eye on a child process.

A frame is four bytes of length, little-endian, then that many bytes.
"""

from __future__ import annotations

import os
import signal
from contextlib import suppress

_TICKS = os.sysconf("SC_CLK_TCK")
_write = os.write  # as it is before a run has its own


def read_frame(descriptor: int = 0) -> bytes | None:
    """The next frame, or ``None`` where the stream ends."""
    length = _read_exactly(descriptor, 4)
    return None if length is None else _read_exactly(descriptor, int.from_bytes(length, "little"))


def _read_exactly(descriptor: int, count: int) -> bytes | None:
    parts = []
    while count:
        part = os.read(descriptor, min(count, 1 << 20))
        if not part:
            return None
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def write_frame(data: bytes, descriptor: int = 1) -> None:
    """Write one frame."""
    view = memoryview(len(data).to_bytes(4, "little") + data)
    while view:
        view = view[_write(descriptor, view) :]


def kill_session(leader: int) -> None:
    """Kill a process that leads a session, and whoever is still in its process group."""
    for kill, target in ((os.killpg, leader), (os.kill, leader)):
        with suppress(ProcessLookupError, PermissionError):
            kill(target, signal.SIGKILL)


def stat_fields(pid: int) -> list[bytes] | None:
    """The fields of a process from its state on (field 3 of ``proc(5)``), where the system tells.

    It does on Linux, of a process that exists.
    """
    try:
        with open(f"/proc/{pid}/stat", "rb") as stat:
            return stat.read().rpartition(b")")[2].split()
    except OSError:
        return None


def activity(pid: int) -> tuple[str, float]:
    """Whether a process runs, and the CPU seconds it has used, where the system tells (Linux)."""
    fields = stat_fields(pid)
    if fields is None:
        return "?", 0.0
    return fields[0].decode(), (float(fields[11]) + float(fields[12])) / _TICKS
