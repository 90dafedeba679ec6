"""The settings of a run, as every process of it knows them, and the guard that goes with them.

The guard is an audit hook, which nothing can remove. It refuses what would do
harm around the run (files outside its directories, signals to others, the
network, programs that are not this Python, more processes than a run may
have), and says so in the record. It guards against accidents and mischief; it
is no sandbox, for it lives in the interpreter that it guards.
"""

from __future__ import annotations

import fcntl
import marshal
import os
import sys

from tminus.audit import FILES, SIGNALS

TYPE_CHECKING = False  # typing costs a fresh interpreter as much as all else here
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

_REFUSED = frozenset(
    {
        "ctypes.call_function",
        "ctypes.dlsym",
        "ctypes.dlsym/handle",
        "os.exec",
        "os.forkpty",
        "os.posix_spawn",
        "os.startfile",
        "os.system",
        "pty.spawn",
        "resource.prlimit",
        "resource.setrlimit",
        "socket.getaddrinfo",
        "socket.gethostbyaddr",
        "socket.gethostbyname",
        "sys.remote_exec",
    }
)
_TWO_PATHS = frozenset({"os.link", "os.rename"})
_WITH_DIRECTORY = frozenset(
    {"os.chmod", "os.chown", "os.mkdir", "os.remove", "os.rmdir", "os.utime"}
)
_ADDRESSES = frozenset({"socket.bind", "socket.connect", "socket.sendmsg", "socket.sendto"})
_WATCHED = _REFUSED | FILES | _ADDRESSES | SIGNALS | {"ctypes.dlopen", "open", "os.fork"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def _path_of(descriptor: int) -> str:
    """The path of an open directory."""
    if sys.platform == "darwin":
        found: bytes = fcntl.fcntl(descriptor, fcntl.F_GETPATH, bytes(1024))
        return os.fsdecode(found.rstrip(b"\0"))
    return os.path.realpath(f"/proc/self/fd/{descriptor}")


class RefusedError(RuntimeError):
    """A program under test tried something that a run does not allow."""


class Settings:
    """Where a run has its files, and what it may do.

    ``home`` is the run's directory. The program may write to two directories
    in it: ``work``, its working directory, and ``t``, for temporary files
    (the short name leaves room in the path of a socket). A second takes ``scale`` real ones,
    from the time of the monotonic clock on at which the run ``began``.
    """

    def __init__(self, home: str, root: str, scale: float, began: float, processes: int) -> None:
        self.home = home
        self.root = root
        self.scale = scale
        self.began = began
        self.processes = processes
        self.record = f"{home}/record"
        self.count = f"{home}/count"
        self.stdout = f"{home}/stdout"
        self.stderr = f"{home}/stderr"
        self.tracker = f"{home}/tracker"
        self.work = f"{home}/work"
        self.temporary = f"{home}/t"
        start = os.path.join(os.path.dirname(os.path.abspath(__file__)), "start.py")
        self.interpreter = [sys.executable, "-I", "-S", start, root, home]
        self._refuse: Callable[[str], NoReturn] | None = None
        self._count: Callable[[], None] | None = None

    def save(self) -> None:
        """Leave the settings for interpreters that are yet to start."""
        with open(f"{self.home}/settings", "wb") as file:
            marshal.dump((self.home, self.root, self.scale, self.began, self.processes), file)

    @classmethod
    def load(cls, home: str) -> Settings:
        """The settings that were left in a run's directory."""
        with open(f"{home}/settings", "rb") as file:
            return cls(*marshal.load(file))

    def refuse(self, what: str) -> NoReturn:
        """Record an attempt, and raise `RefusedError`."""
        assert self._refuse is not None
        self._refuse(what)

    def count_process(self) -> None:
        """Count one more process. Raises `RefusedError` where there are enough of them."""
        assert self._count is not None
        self._count()

    def watch(self, emit: Callable[..., None]) -> None:
        """From now on refuse what leads out of the run, and ``emit`` each kind of attempt."""
        own_files = (self.record, self.count)
        count, most, null = self.count, self.processes, os.devnull
        # The last is where multiprocessing maps the memory of shared values; it unlinks it at once.
        places = (self.work + os.sep, self.temporary + os.sep, "/dev/shm/pym-")
        realpath, fspath, fsdecode = os.path.realpath, os.fspath, os.fsdecode
        open_file, write, close = os.open, os.write, os.close
        fstat, lseek = os.fstat, os.lseek
        getpid, getsid, getpgrp = os.getpid, os.getsid, os.getpgrp
        told: set[str] = set()

        def refuse(what: str) -> NoReturn:
            if what not in told:
                told.add(what)
                emit("outside", getpid(), what)
            raise RefusedError(f"{what} is not allowed in this run")

        def count_process() -> None:
            descriptor = open_file(count, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
            try:
                full = fstat(descriptor).st_size >= most  # else refusals would fill the file
                if not full:
                    write(descriptor, b".")
                    full = lseek(descriptor, 0, os.SEEK_CUR) > most  # somebody was faster
                if full:
                    refuse("os.fork")
            finally:
                close(descriptor)

        def outside(path: Any, directory: object = None) -> bool:
            """Whether a path, perhaps relative to a descriptor, is none that a run may touch."""
            if isinstance(path, int):
                return False
            name = fsdecode(fspath(path))
            if isinstance(directory, int) and directory >= 0:
                name = os.path.join(_path_of(directory), name)
            return not (realpath(name) + os.sep).startswith(places)

        def touches_outside(event: str, args: tuple[Any, ...]) -> bool:
            if event in _TWO_PATHS:
                return outside(args[0], args[2]) or outside(args[1], args[3])
            if event == "os.symlink":
                return outside(args[1], args[2])
            return outside(args[0], args[-1] if event in _WITH_DIRECTORY else None)

        def foreign(target: int, group: bool) -> bool:
            """Whether a signal would go to somebody who is not of this run."""
            if target in (0, getpid()) or (group and target == getpgrp()):
                return False
            try:
                return target < 0 or getsid(target) != getsid(0)
            except ProcessLookupError:
                return group

        def hook(event: str, args: tuple[Any, ...]) -> None:
            if event not in _WATCHED:
                return
            if event == "open":
                path, mode, flags = args
                if any(path is own for own in own_files) or path == null:
                    return
                writes = isinstance(mode, str) and set(mode) & set("wax+")
                if not (writes or (flags or 0) & _WRITING) or not outside(path):
                    return
            elif event in FILES:
                if not touches_outside(event, args):
                    return
            elif event in _ADDRESSES:
                address = args[1]
                if address is None or (isinstance(address, (str, bytes)) and not outside(address)):
                    return
            elif event in SIGNALS:
                if not foreign(args[0], event == "os.killpg"):
                    return
            elif event == "os.fork":
                count_process()
                return
            elif event == "ctypes.dlopen" and args[0] is None:
                return  # what `import ctypes` does, and multiprocessing's shared values need
            refuse(event)

        self._refuse, self._count = refuse, count_process
        sys.addaudithook(hook)
