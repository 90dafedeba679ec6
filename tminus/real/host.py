"""The process that keeps an interpreter warm, and forks off one program per request.

Started as a script, ``host.py ROOT BASE``, with the interpreter's isolation
on: ``ROOT`` is where the package is found; ``BASE`` is the directory that
holds the directories of all runs, and marks our descendants' command lines.
Speaks with its parent over standard input and output, in frames (see
`tminus.hosting`): a request is marshalled; the answer is a JSON header, the
record, and what was written to the descriptors 1 and 2. The last three are
not to be trusted.
"""

from __future__ import annotations

import os
import sys

if __name__ == "__main__":
    _bare_path = list(sys.path)
    sys.path.insert(0, sys.argv[1])
    sys.dont_write_bytecode = True

from tminus.real import inside

if __name__ == "__main__":
    inside.patch()  # before modules keep for themselves what it replaces

import _multiprocessing  # type: ignore[import-not-found]
import _posixshmem  # type: ignore[import-not-found]
import ctypes
import gc
import json
import marshal
import multiprocessing.connection
import multiprocessing.context
import multiprocessing.forkserver
import multiprocessing.popen_fork
import multiprocessing.popen_forkserver
import multiprocessing.popen_spawn_posix
import multiprocessing.resource_tracker
import multiprocessing.spawn
import re
import runpy  # noqa: F401 - programs and children find it loaded
import select
import signal
import tempfile
import time
import traceback  # noqa: F401
from types import FunctionType
from typing import Any, NoReturn

from tminus.hosting import read_frame, write_frame
from tminus.real import containment
from tminus.real.settings import Settings
from tminus.scratch import remove

TICK = 0.25
"""Seconds between two looks at a run."""
GRACE = 5.0
"""Seconds that processes may have when the program itself is over."""
PROCESSES = 16 + (os.cpu_count() or 1)
"""Processes that a run may start: so many that a pool as large as the machine is fine."""

_PDEATHSIG, _SUBREAPER = 1, 36  # of prctl(2)
_LEAKED = re.compile(rb"^(UN)?REGISTER:(/(?:mp-|psm_)\w+):(semaphore|shared_memory)$", re.ASCII)


def main() -> None:
    """Serve requests until standard input ends."""
    _prctl(_SUBREAPER, 1)
    sys.path[:] = _bare_path
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_read, False)
    os.set_blocking(wake_write, False)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())  # whatever our parent may have blocked
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.collect()
    gc.freeze()
    while (frame := read_frame()) is not None:
        request = marshal.loads(frame)
        began = time.monotonic()
        run = Settings(request["home"], sys.argv[1], request["scale"], began, PROCESSES)
        for directory in (run.work, run.temporary):
            os.mkdir(directory)
        for file in (run.record, run.count, run.stdout, run.stderr, run.tracker):
            open(file, "xb").close()
        program = os.fork()
        if program == 0:
            _become_program(request, run)
        header = _Watch(program, run, request, wake_read).until_over()
        _unlink_leaked(run.tracker)
        write_frame(json.dumps(header).encode("ascii"))
        for path in (run.record, run.stdout, run.stderr):
            write_frame(_beginning(path))
    _leave()


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def _leave() -> NoReturn:
    """End the host, and leave no file behind, for our parent may be gone."""
    remove(sys.argv[2])
    os._exit(0)


def _become_program(request: dict[str, Any], run: Settings) -> NoReturn:
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _prctl(_PDEATHSIG, signal.SIGKILL)
        os.setsid()
        os.chdir(run.work)
        for descriptor, path, mode in (
            (0, os.devnull, os.O_RDONLY),
            (1, run.stdout, os.O_WRONLY | os.O_APPEND),
            (2, run.stderr, os.O_WRONLY | os.O_APPEND),
        ):
            opened = os.open(path, mode)
            os.dup2(opened, descriptor)
            os.close(opened)
        os.closerange(3, containment.FILES)
        sys.stdin = sys.__stdin__ = open(  # type: ignore[misc]  # noqa: SIM115
            0, encoding="utf-8", closefd=False
        )
        os.environ["TMPDIR"] = run.temporary
        tempfile.tempdir = None
        containment.limit(request["cpu"] + 1)
        run.save()
        path = f"{run.work}/{request['name']}"
        with open(path, "xb") as file:
            file.write(request["source"])
        scenario = request["scenario"]
        if scenario is not None:
            names = {"__builtins__": __builtins__, "__name__": "scenario"}
            scenario = FunctionType(marshal.loads(scenario), names)
        _prepare_multiprocessing(request["start_method"], run)
        sys.argv = [path]
        sys.path.insert(0, run.work)
        inside.begin(run)
    except BaseException as error:
        os.write(2, f"the run could not begin: {error!r}\n".encode())
        os.kill(os.getpid(), signal.SIGKILL)
    inside.run_program(request["source"], path, request["module"], scenario)


def _prepare_multiprocessing(start_method: str | None, run: Settings) -> None:
    """As in a program that has just begun, but for the default start method."""
    multiprocessing.process.ORIGINAL_DIR = run.work  # type: ignore[attr-defined]
    # To the program, this process is one whose parent has started the resource tracker already:
    # a file takes what the tracker is told, and the host does its work when all is over. That
    # saves an interpreter per run, and the tracker could not outlive the run to do it.
    tracker: Any = multiprocessing.resource_tracker._resource_tracker
    tracker._fd = os.open(run.tracker, os.O_WRONLY | os.O_APPEND)
    if start_method is not None:
        # Not by set_start_method: that is for the program to call, once.
        context: Any = multiprocessing.context
        context._default_context._default_context = context._concrete_contexts[start_method]


class _Watch:
    """Sees a run to its end, and sees to it that there is one."""

    def __init__(self, program: int, run: Settings, request: dict[str, Any], wake: int) -> None:
        self.program = program
        self.run = run
        self.wall: float = request["wall"]
        self.cpu: float = request["cpu"]
        self.stuck: float = request["stuck"]
        self.wake = wake
        self.exits: dict[int, int] = {}
        self.cause: str | None = None
        self.code: int | None = None
        self.used = 0.0
        self.began = self.still_since = time.monotonic()
        self.over: float | None = None
        self.last: tuple[tuple[int, ...], float] | None = None

    def until_over(self) -> dict[str, Any]:
        """Wait until nobody of the run is left; what is known of it then."""
        next_look = self.began + TICK
        while not self._nobody_left():
            now = time.monotonic()
            if now >= next_look:
                next_look = now + TICK
                self.cause = self._cause(now)
                if self.cause is not None:
                    break
            # Our parent speaks only after our answer: what can be read is the end of its pipe.
            ready, _, _ = select.select([self.wake, 0], [], [], next_look - now)
            if 0 in ready:
                self._sweep()
                _leave()
            if ready:
                os.read(self.wake, 4096)
        code, exits = self.code, dict(self.exits)
        self._sweep()
        if self.cause in (None, "outlived") and self._written_to_the_limit():
            self.cause = "output"
        return {
            "program": self.program,
            "cause": self.cause,
            "code": self.code if code is None else code,
            "exits": list(exits.items()),
            "cpu": self.used,
        }

    def _nobody_left(self) -> bool:
        while True:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return containment.HAVE_PROC or not containment.named_in(self.run.record)
            if pid == 0:
                return False
            self.used += usage.ru_utime + usage.ru_stime
            self.exits[pid] = os.waitstatus_to_exitcode(status)
            if pid == self.program:
                self.code = self.exits.pop(pid)
                self.over = time.monotonic()

    def _cause(self, now: float) -> str | None:
        """Why the run has to be ended now, if it has to."""
        if self._written_to_the_limit():
            return "output"
        if self.over is not None and now - self.over > GRACE:
            return "outlived"
        if now - self.began > self.wall:
            return "wall"
        if not containment.HAVE_PROC:
            return None
        seen = containment.look(os.getpid())
        if self.used + seen.cpu > self.cpu:
            return "cpu"
        if seen.memory > containment.MEMORY + len(seen.pids) * containment.SHARED:
            return "memory"
        if not seen.asleep or (seen.pids, seen.cpu) != self.last:
            self.still_since, self.last = now, (seen.pids, seen.cpu)
        elif now - self.still_since > self.stuck and containment.waits_for_ever(seen.pids):
            return "stuck" if self.over is None else "outlived"
        return None

    def _written_to_the_limit(self) -> bool:
        run = self.run
        return any(
            os.path.getsize(path) >= containment.OUTPUT
            for path in (run.record, run.stdout, run.stderr)
        )

    def _sweep(self) -> None:
        """Kill until nobody is left."""
        last_try = time.monotonic() + containment.SWEEP
        while not self._nobody_left() and time.monotonic() < last_try:
            containment.kill_all(os.getpid(), self.program, self.run.record)
            if select.select([self.wake], [], [], 0.01)[0]:
                os.read(self.wake, 4096)


def _unlink_leaked(tracked: str) -> None:
    """What the resource tracker does at the end: remove named semaphores and shared memory."""
    left: dict[tuple[str, bytes], None] = {}
    for line in _beginning(tracked).splitlines():
        if matched := _LEAKED.match(line):
            undone, name, kind = matched.groups()
            if undone:
                left.pop((name.decode(), kind), None)
            else:
                left[name.decode(), kind] = None
    for name, kind in left:
        try:
            if kind == b"semaphore":
                _multiprocessing.sem_unlink(name)
            else:
                _posixshmem.shm_unlink(name)
        except OSError:
            pass


def _beginning(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read(containment.OUTPUT)


if __name__ == "__main__":
    main()
