"""Have programs run on the real interpreter, from outside.

Real threads, real processes, real waiting: only that time goes faster, in the
program and in every process that it starts (see `tminus.real.pace`). Each run is a
process of its own, forked from a warm host, bounded in CPU time, memory,
output and number of processes; when it is over, nothing of it is left.
"""

from __future__ import annotations

import atexit
import json
import marshal
import os
import select
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tminus.hosting import read_frame, write_frame
from tminus.real.containment import kill_marked
from tminus.real.record import (
    NOBODY,
    RealLine,
    RealProcess,
    RealRecord,
    RealUncaught,
    parse,
)
from tminus.scratch import make, remove

if TYPE_CHECKING:
    from types import FunctionType, TracebackType

    from tminus.virtual.runner import Program

__all__ = [
    "NOBODY",
    "START_METHODS",
    "RealLine",
    "RealProcess",
    "RealRecord",
    "RealRunner",
    "RealRunnerError",
    "RealUncaught",
    "run_real",
]

START_METHODS = ("fork", "spawn", "forkserver")
"""The ways to start a process."""
CPU = 5
"""CPU seconds that a run may use, all its processes together."""
SCALE = 1 / 500
"""Real seconds that a second takes."""
WALL = 60.0
"""Seconds after which a run is given up whatever it does."""
STUCK = 2.0
"""Seconds for which all of a run must wait, each thread without a time limit, to be stuck."""
PATIENCE = 30.0
"""Seconds more that a host has for its answer, until it counts as lost."""

_HOST = Path(__file__).with_name("host.py")
_ROOT = str(Path(__file__).parents[2])


class RealRunnerError(RuntimeError):
    """The host process could not be started."""


class RealRunner:
    """Runs programs for real; a context manager that keeps a host process. Not for threads."""

    def __init__(self) -> None:
        self._host: subprocess.Popen[bytes] | None = None
        self._base = ""
        self._runs = 0
        self._owner = os.getpid()

    def __enter__(self) -> RealRunner:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the host process, and whatever it runs."""
        host, self._host = self._host, None
        base, self._base = self._base, ""
        if host is None or os.getpid() != self._owner:
            return
        assert host.stdin is not None
        assert host.stdout is not None
        host.stdin.close()  # the host ends by itself, and its run with it
        with suppress(subprocess.TimeoutExpired):
            host.wait(5)
        host.kill()
        killed = host.wait() != 0
        host.stdout.close()
        if killed:
            kill_marked(os.fsencode(base))
        remove(base)

    def run(
        self,
        program: Program,
        scenario: FunctionType | None = None,
        *,
        module: str = "__main__",
        start_method: str | None = None,
        scale: float = SCALE,
        wall: float = WALL,
        cpu: int = CPU,
        stuck: float = STUCK,
    ) -> RealRecord:
        """Run a program once, as `run_real` does; with other limits, where they are given.

        ``module`` is the name under which it is run; with another one it is imported.
        """
        if scenario is not None and scenario.__code__.co_freevars:
            raise ValueError(f"scenario {scenario.__name__} has free variables")
        if start_method is not None and start_method not in START_METHODS:
            raise ValueError(f"there is no start method {start_method!r}")
        name = os.path.basename(program.filename) or "program.py"
        request = {
            "source": program.source,
            "name": name,
            "scenario": None if scenario is None else marshal.dumps(scenario.__code__),
            "module": module,
            "start_method": start_method,
            "scale": scale,
            "wall": wall,
            "cpu": cpu,
            "stuck": stuck,
        }
        answer = self._exchange(request)
        if answer is None:
            return RealRecord("vanished", 1)
        home, (header, events, stdout, stderr) = answer
        errors = stderr.decode("utf-8", "replace")
        errors = errors.replace(f"{home}/work/{name}", program.filename)
        return parse(json.loads(header), events, stdout, errors, cpu)

    def _exchange(self, request: dict[str, Any]) -> tuple[str, list[bytes]] | None:
        for _attempt in (1, 2):
            host = self._started()
            assert host.stdin is not None
            self._runs += 1
            home = f"{self._base}/{self._runs}"
            os.mkdir(home)
            try:
                write_frame(marshal.dumps({**request, "home": home}), host.stdin.fileno())
            except BrokenPipeError:  # something ended the host since its last answer
                self.close()
                continue
            try:
                frames = self._frames(host, time.monotonic() + request["wall"] + PATIENCE)
            except BaseException:  # the answer is still to come, and nobody will want it
                self.close()
                raise
            if frames is None:
                self.close()
                return None
            remove(home)
            return home, frames
        raise RealRunnerError("the process that runs programs ended at once")

    def _started(self) -> subprocess.Popen[bytes]:
        if os.getpid() != self._owner:  # forked: the host is the other process's
            self._host, self._owner = None, os.getpid()
        if self._host is None or self._host.poll() is not None:
            self.close()
            self._base = make()
            try:
                self._host = subprocess.Popen(
                    [sys.executable, "-I", "-S", "-B", str(_HOST), _ROOT, self._base],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    bufsize=0,
                    start_new_session=True,
                    # Else each thread has a heap that counts for far more than it is.
                    env={**os.environ, "MALLOC_ARENA_MAX": "2"},
                )
            except OSError:
                remove(self._base)
                raise
        return self._host

    @staticmethod
    def _frames(host: subprocess.Popen[bytes], until: float) -> list[bytes] | None:
        assert host.stdout is not None
        descriptor = host.stdout.fileno()
        frames = []
        for _part in ("header", "events", "stdout", "stderr"):
            if not select.select([descriptor], [], [], max(0.0, until - time.monotonic()))[0]:
                return None
            frame = read_frame(descriptor)
            if frame is None:
                return None
            frames.append(frame)
        return frames


_shared = RealRunner()
_turn = threading.Lock()
atexit.register(_shared.close)


def run_real(
    program: Program,
    scenario: FunctionType | None = None,
    *,
    start_method: str | None = None,
    scale: float = SCALE,
    wall: float = WALL,
) -> RealRecord:
    """Run a program once, on the real interpreter, and tell what it did.

    ``scenario(subject)`` is a function without free variables; it is carried
    out in the program's process, in the main thread, when the program has come
    to the end of its file, as ``python -i`` would. ``start_method`` is the
    default way in which the program starts processes (`START_METHODS`);
    without it, the platform's. A second takes ``scale`` real ones;
    after ``wall`` real seconds the run is given up.

    Raises `RealRunnerError` where the host cannot be started.
    """
    with _turn:
        return _shared.run(program, scenario, start_method=start_method, scale=scale, wall=wall)
