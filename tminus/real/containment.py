"""Seen from the host: who belongs to a run, whether it still does anything, and its end.

On Linux the host is the reaper of all its descendants' orphans, so a process
without children has no descendants either: nobody gets away by a double fork
or a session of its own. Elsewhere the processes that the record names are all
that can be found.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import time
from contextlib import suppress
from typing import NamedTuple

from tminus.hosting import kill_session, stat_fields

OUTPUT = 1 << 18
"""Bytes that a run may write to any one file, its record and its output among them."""
MEMORY = 1 << 29
"""Bytes of address space that a process may have, and of memory all processes together."""
SHARED = 1 << 26
"""Bytes of a process that may be its siblings' as well, and are counted for each of them."""
FILES = 256
"""Descriptors that a process may have open."""
SWEEP = 10.0
"""Seconds after which nobody tries any more to kill what cannot be killed."""
THREADS = 2000
"""Processes and threads that a run may add to those that its user has already."""

HAVE_PROC = os.path.exists("/proc/self/stat")
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")

# System calls that may wait for a limited time, and where that time stands: the number of the
# argument, and whether it is an address (0: for ever) or milliseconds (negative: for ever).
_ALWAYS = (-1, "")
_TIMED: dict[str, dict[int, tuple[int, str]]] = {
    "x86_64": {
        7: (2, "ms"),  # poll
        23: (4, "address"),  # select
        35: _ALWAYS,  # nanosleep
        128: (2, "address"),  # rt_sigtimedwait
        202: (3, "address"),  # futex
        219: _ALWAYS,  # restart_syscall: of one that had a limit
        220: (3, "address"),  # semtimedop
        230: _ALWAYS,  # clock_nanosleep
        232: (3, "ms"),  # epoll_wait
        270: (4, "address"),  # pselect6
        271: (2, "address"),  # ppoll
        281: (3, "ms"),  # epoll_pwait
        441: (3, "address"),  # epoll_pwait2
    },
    "aarch64": {
        22: (3, "ms"),  # epoll_pwait
        72: (4, "address"),  # pselect6
        73: (2, "address"),  # ppoll
        98: (3, "address"),  # futex
        101: _ALWAYS,  # nanosleep
        115: _ALWAYS,  # clock_nanosleep
        128: _ALWAYS,  # restart_syscall
        137: (2, "address"),  # rt_sigtimedwait
        192: (3, "address"),  # semtimedop
        441: (3, "address"),  # epoll_pwait2
    },
}


class Look(NamedTuple):
    """What a glance at the processes of a run shows."""

    pids: tuple[int, ...]
    cpu: float
    memory: int
    asleep: bool


def look(host: int) -> Look:
    """Look at all descendants of the host (Linux)."""
    parents: dict[int, int] = {}
    stats: dict[int, list[bytes]] = {}
    for name in os.listdir("/proc"):
        if name.isdecimal() and (fields := stat_fields(int(name))) is not None:
            parents[int(name)] = int(fields[1])
            stats[int(name)] = fields
    family = {host}
    grown = True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in family} - family
        family |= more
        grown = bool(more)
    family.discard(host)
    fields_of = [stats[pid] for pid in family]
    return Look(
        pids=tuple(family),
        cpu=sum(int(tick) for fields in fields_of for tick in fields[11:15]) / _TICKS,
        memory=sum(int(fields[21]) for fields in fields_of) * _PAGE,
        asleep=all(fields[0] in (b"S", b"T", b"Z") for fields in fields_of),
    )


def waits_for_ever(pids: tuple[int, ...]) -> bool:
    """Whether every thread of these processes waits without a time limit, as far as is known."""
    return all(_waits_for_ever(pid) for pid in pids)


def _waits_for_ever(pid: int) -> bool:
    fields = stat_fields(pid)
    if fields is None or fields[0] in (b"T", b"Z"):
        return True
    timed = _TIMED.get(os.uname().machine)
    if timed is None:
        return False
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/syscall", encoding="ascii") as file:
                call = file.read().split()
            if not call[0].isdecimal():  # it runs, or waits outside a system call
                return False
            if int(call[0]) in timed:
                position, unit = timed[int(call[0])]
                if not unit:
                    return False
                value = int(call[1 + position], 16)
                # Milliseconds are an int; the register may hold its sign in either width.
                if value if unit == "address" else not value & 0x80000000:
                    return False
    except (OSError, IndexError, ValueError):  # it is gone, or the system does not tell
        return False
    return True


def named_in(record: str) -> list[int]:
    """The processes that a record names and that still exist, where the system does not tell."""
    pids = []
    try:
        with open(record, "rb") as file:
            lines = [line for line in file if line.startswith(b'["process", ')]
        for line in lines:
            pid = json.loads(line)[1]
            if isinstance(pid, int) and pid > 1:
                try:
                    if os.getsid(pid) == os.getsid(0):
                        continue  # a number of ours by now, or a lie
                    os.kill(pid, 0)
                except OSError:
                    continue
                pids.append(pid)
    except (OSError, ValueError, IndexError):
        pass
    return pids


def kill_all(host: int, leader: int, record: str) -> None:
    """Kill whoever of a run can be found now. One pass: what is killed cannot fork any more."""
    kill_session(leader)
    for pid in look(host).pids if HAVE_PROC else named_in(record):
        with suppress(OSError):
            os.kill(pid, signal.SIGKILL)


def kill_marked(mark: bytes) -> None:
    """Kill every process whose command line holds a mark: what a killed host left behind."""
    if not HAVE_PROC:
        return
    last_try = time.monotonic() + SWEEP
    clean = 0
    killed: set[int] = set()
    while clean < 2 and time.monotonic() < last_try:
        found = {pid for pid in _marked(mark) if pid != os.getpid()}
        for pid in found:
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        # One that begins or ends shows no command line: look twice, and at what was killed.
        killed = {pid for pid in killed | found if _exists(pid)}
        clean = 0 if killed else clean + 1
        time.sleep(0.01)


def _marked(mark: bytes) -> list[int]:
    pids = []
    for name in os.listdir("/proc"):
        if name.isdecimal():
            with suppress(OSError), open(f"/proc/{name}/cmdline", "rb") as file:
                if mark in file.read():
                    pids.append(int(name))
    return pids


def _exists(pid: int) -> bool:
    fields = stat_fields(pid)
    return fields is not None and fields[0] not in (b"Z", b"X")


def limit(cpu: int) -> None:
    """Bound this process and what it will start: CPU seconds, memory, files, processes."""
    limits = [
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, FILES),
        (resource.RLIMIT_AS, MEMORY),
    ]
    if HAVE_PROC and os.getuid() != 0:  # it does not bind root
        limits.append((resource.RLIMIT_NPROC, _threads_of_user() + THREADS))
    for what, value in limits:
        _soft, hard = resource.getrlimit(what)
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        with suppress(ValueError, OSError):  # macOS knows some of these limits by name only
            resource.setrlimit(what, (value, value))


def _threads_of_user() -> int:
    count, user = 0, os.getuid()
    for name in os.listdir("/proc"):
        if name.isdecimal():
            try:
                if os.stat(f"/proc/{name}").st_uid == user:
                    fields = stat_fields(int(name))
                    count += 1 if fields is None else int(fields[17])
            except OSError:
                continue
    return count
