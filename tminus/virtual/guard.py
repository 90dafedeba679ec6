"""What keeps a program under test inside its process, and its hands off the record.

Limits of the operating system bound what it may use. An audit hook, which
nothing can remove, refuses what would leave virtual time (processes, the
network) or do harm around it (files outside its scratch directory, signals to
others, the interpreter's innards), and says so in the record. This is a guard
against accidents and mischief, not a sandbox: it lives in the interpreter that
it guards.
"""

from __future__ import annotations

import _posixsubprocess
import builtins
import os
import resource
import sys
from contextlib import suppress
from types import ModuleType
from typing import TYPE_CHECKING, Any, NoReturn

from tminus.audit import FILES, SIGNALS
from tminus.virtual import innards
from tminus.virtual.seal import OURS, seal

if TYPE_CHECKING:
    from collections.abc import Callable

MEMORY = 1 << 30
"""Bytes of address space that a run may have."""
FILE_SIZE = 1 << 20
"""Bytes that a run may write to any one file."""
DESCRIPTORS = 64
"""Files, sockets and the like that a run may have open."""

_PROCESSES = frozenset(
    {
        "os.exec",
        "os.fork",
        "os.forkpty",
        "os.posix_spawn",
        "os.spawn",
        "os.startfile",
        "os.system",
        "pty.spawn",
        "subprocess.Popen",
    }
)
_NETWORK = frozenset(
    {
        "socket.bind",
        "socket.connect",
        "socket.getaddrinfo",
        "socket.gethostbyaddr",
        "socket.gethostbyname",
        "socket.sendmsg",
        "socket.sendto",
    }
)
_INNARDS = frozenset(
    {
        "ctypes.dlopen",
        "gc.get_objects",
        "gc.get_referents",
        "gc.get_referrers",
        "sys.addaudithook",
        "sys.setprofile",
        "sys.settrace",
        "sys._current_exceptions",
        "sys._current_frames",
        "sys.remote_exec",
    }
)
_REFUSED = _PROCESSES | _NETWORK | _INNARDS | SIGNALS
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Refused(RuntimeError):  # noqa: N818
    """A program under test tried something that a run does not allow."""


def limit(cpu_seconds: int, in_all: int) -> None:
    """Bound this process: real CPU seconds, memory, file size, processes, no core file.

    ``in_all`` is how far `allow` may raise the limit of CPU seconds.
    """
    for what, soft, hard in (
        # A signal of its own at first, so that this end can be told from a killing.
        (resource.RLIMIT_CPU, cpu_seconds, in_all + 1),
        (resource.RLIMIT_FSIZE, FILE_SIZE, FILE_SIZE),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NOFILE, DESCRIPTORS, DESCRIPTORS),
        (resource.RLIMIT_AS, MEMORY, MEMORY),
    ):
        _bound(what, soft, hard)


def allow(cpu_seconds: int) -> None:
    """Let this process use so many real CPU seconds more, as far as it may."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + 1 + cpu_seconds
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    _bound(resource.RLIMIT_CPU, soft, hard)


def _bound(what: int, soft: int, hard: int) -> None:
    """Set a limit of this process, as far as it may."""
    _soft, most = resource.getrlimit(what)
    if most != resource.RLIM_INFINITY:
        soft, hard = min(soft, most), min(hard, most)
    with suppress(ValueError, OSError):  # macOS knows some of these limits by name only
        resource.setrlimit(what, (soft, hard))


def half_full() -> bool:
    """Whether this process has ever used half of the memory that it may have."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used * (1 if sys.platform == "darwin" else 1024) > MEMORY // 2


def watch(own: ModuleType, report: Callable[[str], None]) -> Callable[[str], None]:
    """Make ready to refuse what leads out of a run, and to ``report`` each attempt.

    ``own`` are the builtins that the program has. What this returns begins the
    watch: it takes the run's scratch directory, and nothing ends it.
    """
    inside = ""
    realpath, fspath, fsdecode = os.path.realpath, os.fspath, os.fsdecode

    def refuse(what: str) -> NoReturn:
        report(what)
        raise Refused(f"{what} is not allowed in a run on virtual time")

    def outside(path: Any) -> bool:
        if isinstance(path, int):
            return False
        return not realpath(fsdecode(fspath(path))).startswith(inside)

    def on_open(args: tuple[Any, ...]) -> None:
        path, mode, flags = args
        writes = (flags or 0) & _WRITING or (isinstance(mode, str) and set(mode) & set("wax+"))
        if writes and path != os.devnull and outside(path):
            refuse("open")

    def on_file(event: str) -> Callable[[tuple[Any, ...]], None]:
        return lambda args: refuse(event) if outside(args[0]) else None

    def always(event: str) -> Callable[[tuple[Any, ...]], None]:
        return lambda _args: refuse(event)

    watchers = {event: always(event) for event in _REFUSED}
    watchers |= {event: on_file(event) for event in FILES}
    watchers |= {"open": on_open} | innards.watchers(refuse)
    find = watchers.get

    def arm(scratch: str) -> None:
        nonlocal inside
        inside = scratch + os.sep

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if OURS[0] or not inside:
            return  # often the first: an operation looks who called it
        watcher = find(event)
        if watcher is not None:
            watcher(args)

    def fork_exec(*_args: object) -> NoReturn:
        refuse("subprocess.Popen")

    # The one way to a process that raises no audit event.
    _posixsubprocess.fork_exec = seal(fork_exec)
    innards.close(vars(own), refuse)
    sys.addaudithook(hook)
    return arm


def own_builtins() -> ModuleType:
    """A copy of ``builtins`` for the program: what it replaces there, only it will see."""
    module = ModuleType("builtins")
    vars(module).update(vars(builtins))
    sys.modules["builtins"] = module
    return module


def hide_machinery() -> None:
    """Make the modules that run the program unreachable, or fresh, for its imports."""
    for name in list(sys.modules):
        if name.split(".")[0] in {"greenlet", "json", "marshal", "mmap", "tminus"}:
            del sys.modules[name]
    for name in ("greenlet", "tminus", "_ctypes", "_testcapi", "mmap"):
        sys.modules[name] = None  # type: ignore[assignment]
    sys.modules["__main__"] = ModuleType("__main__")  # not the host's
