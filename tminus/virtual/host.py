"""The process that keeps the virtual world warm, and forks off one process per program.

Started as a script, with the interpreter's isolation on. Speaks with its
parent over standard input and output, in frames: four bytes of length, then
that many bytes. A job is marshalled (both sides are ours); the answer is
a JSON header and the records, as the run wrote them (they are not to be
trusted). A run hands its records over in shared memory, so it inherits no
descriptor at all. Where more may be asked of the same program, its process stays: it
says so by a signal to this one, sleeps, and by a signal goes on.
"""

from __future__ import annotations

import os
import sys
from typing import Any

if __name__ == "__main__":
    _bare_path = list(sys.path)
    sys.path[:0] = sys.argv[1:]
    sys.dont_write_bytecode = True
    from tminus.virtual import apart

    apart.begin()
    del sys.modules["__main__"].__dict__["__file__"]

import gc
import json
import mmap
import select
import signal
import site
import time
from _signal import (  # type: ignore[import-not-found]
    SIG_BLOCK,
    SIG_DFL,
    SIG_UNBLOCK,
    alarm,
    pthread_sigmask,
    set_wakeup_fd,
    sigwait,
)
from _signal import signal as set_handler
from marshal import loads as unmarshal
from os import _exit as leave
from os import kill

from tminus.hosting import activity, kill_session, read_frame, write_frame
from tminus.virtual import guard
from tminus.virtual.library import Library, import_unhooked
from tminus.virtual.primitives import Current
from tminus.virtual.recorder import Recorder
from tminus.virtual.run import STUCK as WHERE
from tminus.virtual.run import Machine
from tminus.virtual.scheduler import Scheduler
from tminus.virtual.seal import OURS

MEMORY = 1 << 26
"""Bytes that the records of one job may take."""
TOO_MUCH = 3
"""Exit code of a run whose records take more than that."""
HEAD = 16
"""Bytes before those: eight for their length, and one that says whether the process waits."""
IDLE = 20
"""Real seconds for which a process waits to be asked for more."""
GO = signal.SIGUSR2
"""The signal by which it goes on."""
STUCK = 2.0
"""Real seconds a run may sleep in the operating system before it counts as stuck."""


def main() -> None:
    """Do jobs until standard input ends."""
    memory = mmap.mmap(-1, MEMORY)
    monotonic = time.monotonic
    Current.scheduler = Scheduler(Recorder(), program_files=frozenset())
    library = Library()
    site.setquit()  # exit() and quit(): the site module, which makes them, is switched off
    sys.path[:] = _bare_path
    apart.end()
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_read, False)
    os.set_blocking(wake_write, False)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())  # whatever our parent may have blocked
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.stdin = sys.__stdin__ = open(0, encoding="utf-8", closefd=False)  # type: ignore[misc]  # noqa: SIM115
    machine = Machine(library)
    machine.warm_up()
    gc.collect()
    gc.disable()  # a collection would touch, and so copy, what a run shares with this process
    gc.freeze()
    write_frame(b"ready")
    child, preloaded = 0, frozenset[str]()
    while (frame := read_frame()) is not None:
        job = unmarshal(frame)
        if not job["again"]:
            _end(child)
            for name in job["preload"]:
                import_unhooked(name)
            preloaded = frozenset(job["preload"])
            memory[:HEAD] = bytes(HEAD)
            host, child = os.getpid(), os.fork()
            if child == 0:
                _become_run(job, machine, memory, host)
        elif child and preloaded.issuperset(job["preload"]):
            memory[HEAD : HEAD + len(frame)] = frame
            memory[:HEAD] = len(frame).to_bytes(HEAD, "little")
            os.kill(child, GO)
        else:
            write_frame(b'{"fresh": false}')
            write_frame(b"")
            continue
        header = _await(child, memory, job, wake_read, monotonic)
        if not header["waits"]:
            child = 0
        used = min(int.from_bytes(memory[:8], "little"), MEMORY - HEAD)
        write_frame(json.dumps(header | {"fresh": not job["again"]}).encode("ascii"))
        write_frame(memory[HEAD : HEAD + used])
    _end(child)


def _end(child: int) -> None:
    """End a process that waits, where there is one."""
    if child:
        kill_session(child)
        os.waitpid(child, 0)


def _become_run(job: dict[str, Any], machine: Machine, memory: mmap.mmap, host: int) -> None:
    used = 0

    def emit(record: bytes) -> None:
        nonlocal used
        end = HEAD + used + len(record) + 1
        if end > MEMORY:
            leave(TOO_MUCH)
        memory[HEAD + used : end] = record + b"\n"
        used += len(record) + 1
        memory[:8] = used.to_bytes(8, "little")

    def next_job() -> Any:
        memory[8:9] = b"\1"
        OURS[0] = True
        kill(host, signal.SIGCHLD)
        OURS[0] = False
        alarm(IDLE)
        pthread_sigmask(SIG_BLOCK, {signal.SIGALRM})
        if sigwait({GO, signal.SIGALRM}) != GO:
            leave(0)
        pthread_sigmask(SIG_UNBLOCK, {signal.SIGALRM})
        frame = memory[HEAD : HEAD + int.from_bytes(memory[:8], "little")]
        memory[:8] = bytes(8)
        return unmarshal(frame)

    try:
        pthread_sigmask(SIG_BLOCK, {GO})
        set_wakeup_fd(-1)
        set_handler(signal.SIGCHLD, SIG_DFL)
        set_handler(signal.SIGINT, SIG_DFL)
        os.setsid()
        os.chdir(job["scratch"])
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        os.closerange(3, 256)
        guard.limit(job["requests"][0]["cpu"], job["cpu"])
        alarm(int(job["wall"]) + 5)  # should the host be gone by then
        machine.begin(job)
        fresh = True
        while machine.carry_out(job["requests"], emit, fresh=fresh) and job["stay"]:
            job, used, fresh = next_job(), 0, False
            alarm(int(job["wall"]) + 5)
    except BaseException as error:
        emit(json.dumps({"broken": repr(error)[:500]}).encode("ascii"))
        leave(4)
    leave(0)


def _await(
    child: int, memory: mmap.mmap, job: dict[str, Any], wake: int, monotonic: Any
) -> dict[str, Any]:
    """Wait for a job to end; end it when it is stuck, or has used its CPU or its wall time up.

    It has come to its end as well where its process waits for more.

    Where our parent closes standard input, or is gone, nobody wants an answer
    any more: the run is ended, and so are we.
    """
    budget = sum(request["cpu"] for request in job["requests"]) + 1.0
    began, used = monotonic(), activity(child)[1] if job["again"] else 0.0
    still_since, last_cpu = began, -1.0
    cause, asked = None, False
    while True:
        pid, status, usage = os.wait4(child, os.WNOHANG)
        if pid or memory[8:9] == b"\1":
            break
        ready, _, _ = select.select([wake, 0], [], [], 0.25)
        now = monotonic()
        if 0 in ready:  # a parent that still waits writes nothing
            kill_session(child)
            leave(0)
        if ready:
            os.read(wake, 4096)
            continue
        state, cpu = activity(child)
        if state != "S" or cpu != last_cpu:
            still_since, last_cpu = now, cpu
        if now - still_since > STUCK:
            cause = "stuck"
        elif cpu - used > budget:  # it does not mind the signal that says so
            cause = "cpu"
        elif now - began > job["wall"]:
            cause = "wall"
        if cause == "stuck" and not asked:
            asked = True
            os.kill(child, WHERE)
        elif cause:
            kill_session(child)
    if pid:
        kill_session(child)
    return {
        "waits": not pid,
        "cause": cause,
        "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else None,
        "code": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
        "cpu": usage.ru_utime + usage.ru_stime,
    }


if __name__ == "__main__":
    main()
