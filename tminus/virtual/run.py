"""Run one program on virtual time, in this process, and write down what it did.

Meant for a process of its own that ends afterwards (see `tminus.virtual.host`).
"""

from __future__ import annotations

import atexit
import builtins
import gc
import io
import linecache
import os
import signal
import sys
import tokenize
from _signal import signal as set_handler  # type: ignore[import-not-found]
from contextlib import suppress
from functools import partial
from gc import disable as stop_collecting
from itertools import chain
from json import dumps
from marshal import dumps as marshalled
from marshal import loads as load_code
from operator import is_
from os import chdir as change_directory
from os import closerange as close_descriptors
from os import listdir as list_directory
from os import rmdir as remove_directory
from os import unlink
from random import seed as seed_random
from time import process_time
from types import FrameType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any, NoReturn
from weakref import finalize

from tminus.virtual import guard
from tminus.virtual.accesses import HOOKS
from tminus.virtual.exploration import Explored, Ran, Run, explore
from tminus.virtual.innards import mentioned
from tminus.virtual.library import namespaces, restore
from tminus.virtual.plain import is_plain
from tminus.virtual.primitives import Current
from tminus.virtual.recorder import Recorder, output_stream
from tminus.virtual.scheduler import CLOCK, Scheduler
from tminus.virtual.seal import seal
from tminus.virtual.sockets import Socket
from tminus.virtual.statements import compile_announced, makes_code, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tminus.virtual.library import Library


STUCK = signal.SIGUSR1
"""The signal by which the host asks a run that sleeps where it does so."""
PART = 6
"""An exploration goes on for the sixth part of the CPU time it may use: then it has a limit."""
ALWAYS = ("threading", "concurrent.futures.thread")
"""Modules whose names change in the course of any run: all that a plain one leaves."""

_finalize: Any = finalize


class World:
    """What a scenario may ask of the virtual world, beside what any program may."""

    Socket = Socket

    @staticmethod
    def note(name: str, value: object = None) -> None:
        """Write a note into the record, at this moment, in this thread."""
        Current.scheduler.recorder.add("note", name, value)

    @staticmethod
    def number(thread: Any) -> int:
        """The number by which the record knows a thread that was started."""
        task = Current.scheduler.task_of(thread)
        return -1 if task is None else task.tid

    @staticmethod
    def settle() -> None:
        """Let all other threads run until they block; time stands still. Main thread only."""
        Current.scheduler.wait_until_idle()

    @staticmethod
    def explore(on: bool = True) -> None:
        """From here on, other schedules: a scenario that says this has the default one up to here.

        What comes before is the same in all of them, and is no part of what they tell. With
        ``on=False``, from here on the default one again.
        """
        Current.scheduler.choosing = on

    @staticmethod
    def stop() -> None:
        """End the run here and now, whoever still waits."""
        Current.scheduler.halted = True
        Current.scheduler.stop("ended", 0)

    @staticmethod
    def output() -> str:
        """All whole lines printed up to now, whoever printed them."""
        events = Current.scheduler.recorder.events
        return "".join(f"{event[3]}\n" for event in events if event[0] == "line" and event[4])


_WARM_UP = b"""\
import threading
import time

lock = threading.Lock()
done = threading.Event()
turn = threading.Condition()
permits = threading.Semaphore(0)

class Worker:
    def work(self, n):
        permits.acquire()
        while n > 0:
            with lock:
                print("works", n)
            n -= 1
            time.sleep(5)
        with turn:
            turn.notify_all()
        done.set()

t = threading.Thread(target=Worker().work, args=(2,))
t.start()
permits.release()
if t.is_alive():
    with turn:
        turn.wait(1)
done.wait()
t.join()
"""
"""What a machine runs before it is given anything to do."""


class Machine:
    """The interpreter, made ready for a program before it is known which.

    Made once, in the host; a process that is forked from it then carries out one
    request and ends: what is done here is done for all, and what a run changes
    is gone with it.
    """

    def __init__(self, library: Library) -> None:
        self.library = library
        self.leave = os._exit
        self.filename = ""
        self.name = ""
        self.kept: list[object] = []
        self.modules = _Modules()
        self.modules.keep(("threading", "time", "queue"))
        atexit._clear()
        gc.disable()
        self.current = [Recorder()]
        current = self.current
        self.stdout = output_stream(lambda text: current[0].write(text), 1)
        self.stderr = output_stream(lambda text: current[0].write_error(text), 2)

        def unraisable(what: Any) -> None:
            if isinstance(what.exc_value, Exception):
                current[0].note_error(what.exc_value)
            sys.__unraisablehook__(what)

        self.unraisable = seal(unraisable)
        self.namespaces = namespaces()
        self.builtins = guard.own_builtins()
        guard.hide_machinery()
        os._exit = seal(self._exit, "_exit")
        real_write = os.write

        def write(descriptor: int, data: Any) -> int:
            if descriptor in (1, 2):
                stream = sys.__stdout__ if descriptor == 1 else sys.__stderr__
                stream.write(bytes(data).decode("utf-8", "replace"))  # type: ignore[union-attr]
                return len(data)
            return real_write(descriptor, data)

        os.write = seal(write)
        self._arm = guard.watch(self.builtins, self._outside)
        self.deepest = sys.getrecursionlimit()
        self.scratch = ""
        self.plain = True
        self.opaque = False
        self.loaded = dict(sys.modules)
        self.scenario_builtins = vars(builtins) | {"__import__": self.modules.find}
        spaces = self.library.spaces | {
            "builtins": vars(self.builtins),
            "sys": vars(sys),
            "os": vars(os),
            "os.environ": vars(os.environ)["_data"],
        }
        self.pristine = {name: (space, dict(space)) for name, space in spaces.items()}

    def warm_up(self) -> None:
        """Run a program of our own, so that others find loaded and prepared what they use."""
        request: dict[str, Any] = {
            "module": "__main__",
            "scenario": None,
            "arguments": {},
            "choices": (),
            "seed": None,
            "lines": True,
            "hold_back": True,
            "operations": False,
            "watch_ends": False,
            "max_steps": 10_000,
            "cpu": 60,
            "until_unsound": False,
        }
        self._prepare({"source": _WARM_UP, "filename": "warm_up.py", "preload": ()})
        for plan in (None, {"bound": None, "limit": 20, "samples": 4, "seed": 0}):
            self._carry_out(request | {"explore": plan}, lambda _record: None)
        self._clean()
        self.kept.clear()
        linecache.clearcache()
        sys.modules["__main__"] = ModuleType("__main__")

    def begin(self, job: dict[str, Any]) -> None:
        """Make ready for one program, and from now on let nothing lead out of its runs.

        Files in its scratch directory are its own.
        """
        set_handler(STUCK, self._tell_where)
        self.scratch = job["scratch"]
        self._arm(self.scratch)
        self._prepare(job)

    def _prepare(self, job: dict[str, Any]) -> None:
        self.filename = job["filename"]
        if job["preload"]:
            self.modules.keep(job["preload"])
            self.namespaces |= namespaces()
            self.loaded = dict(sys.modules)
        self._reached: str | None = None
        self.runnable = False
        self.load = self._compile(job["source"])

    def carry_out(
        self, requests: Iterable[dict[str, Any]], emit: Callable[[bytes], None], *, fresh: bool
    ) -> bool:
        """Carry out requests, one after another; returns whether others may follow.

        Of a program that is not plain one is carried out, the first of a ``fresh`` process.

        ``emit`` takes the record of each run as one line of JSON, and after those of a
        request how many schedules there were. Where that is missing, the process was ended
        in the middle of a run, or the request came to a limit although it was not the
        first: what ran before may have used up its share.
        """
        for request in requests:
            if not fresh:
                guard.allow(request["cpu"])
            explored, goes_on = self._carry_out(request, emit)
            if goes_on or fresh:
                emit(dumps({"summary": explored._asdict()}).encode("ascii"))
            if not goes_on:
                return False
            fresh = False
        return True

    def _carry_out(
        self, request: dict[str, Any], emit: Callable[[bytes], None]
    ) -> tuple[Explored, bool]:
        """How far a request came, and whether others may follow in this process."""
        seen: set[bytes] = set()
        stop = limited = False

        def emit_record(record: dict[str, Any], scheduler: Scheduler) -> None:
            observed = _as_bytes(record)
            if observed not in seen:
                seen.add(observed)
                points = scheduler.points
                record |= {
                    "runnable": self.runnable,
                    "choices": [point.pick for point in points],
                    "preemptions": scheduler.preemptions,
                    "steps": scheduler.steps,
                    "diverged": scheduler.diverged or len(scheduler.prefix) > len(points),
                }
                emit(dumps(record).encode("ascii"))

        def run(how: Run) -> Ran:
            nonlocal stop, limited
            record, scheduler = self._run(how)
            ran = _ran(scheduler)
            if ran.redundant:
                return ran
            emit_record(record, scheduler)
            if _unsound(record):
                stop = request["until_unsound"]
                limited = limited or _limited(record)
            record["events"].clear()  # the next run's events find room where these were
            return ran

        self.emit = emit_record
        self.request = request
        self.scenario = self._scenario(request)
        if request["explore"] is None:
            run(Run(request["choices"], seed=request["seed"]))
            explored = Explored(bound=0, schedules=1, sampled=0, held=0, exhausted=False)
        else:
            until = process_time() + request["cpu"] / PART
            explored = explore(
                run,
                **request["explore"],
                enough=lambda: stop or guard.half_full() or process_time() > until,
            )
        shared = self.plain and self.runnable and not limited and not guard.half_full()
        return explored, shared

    def _exit(self, status: int) -> NoReturn:
        Current.scheduler.stop("exit", status & 0xFF)
        raise AssertionError("a run that was stopped went on")

    def _tell_where(self, _signal: int, frame: FrameType | None) -> None:
        """Say, and leave: the host has seen that this process sleeps in the operating system."""
        while frame is not None and frame.f_code.co_filename != self.filename:
            frame = frame.f_back
        recorder = self.current[0]
        if frame is not None:
            text = linecache.getline(self.filename, frame.f_lineno).strip()
            recorder.add("outside", f"at line {frame.f_lineno}: {text[:100]}")
        recorder.scheduler.outcome = "stuck"
        recorder.scheduler.code = 1
        self.emit(recorder.finish(), recorder.scheduler)
        self.leave(1)

    def _outside(self, what: str) -> None:
        self.current[0].add("outside", what)

    def _compile(self, source: bytes) -> Callable[[ModuleType], Callable[[], object]]:
        text = source.decode("utf-8-sig", "replace")
        lines = io.StringIO(text, newline=None).read().splitlines(keepends=True)
        linecache.cache[self.filename] = (len(source), None, lines, self.filename)

        try:
            source.decode(tokenize.detect_encoding(io.BytesIO(source).readline)[0])
            tree = parse(source, self.filename)
            self.opaque = makes_code(tree)
            self.plain = is_plain(tree)
            code = compile_announced(tree, text, self.filename, HOOKS)
        except UnicodeDecodeError as error:
            reason = SyntaxError(str(error))
            return lambda _module: partial(_raise, reason)
        except BaseException as error:
            failure = error.with_traceback(None)
            return lambda _module: partial(_raise, failure)
        self._reached = mentioned(code)
        self.runnable = self._reached is None
        return lambda module: partial(exec, code, vars(module))

    def _scenario(self, request: dict[str, Any]) -> FunctionType | None:
        code = request["scenario"]
        if code is None:
            return None
        names = {"__builtins__": self.scenario_builtins, "__name__": "scenario"}
        return FunctionType(load_code(code), names)

    def _run(self, how: Run) -> tuple[dict[str, Any], Scheduler]:
        request = self.request
        recorder = self.current[0] = Recorder()
        name = request["module"]
        module = ModuleType(name)
        files = {self.filename}
        if self.scenario is not None:
            files.add(self.scenario.__code__.co_filename)
        scheduler = Scheduler(
            recorder,
            program_files=frozenset(files),
            library=self.namespaces,
            choices=how.choices,
            seed=how.seed,
            held=how.held,
            tracing=request["explore"] is not None,
            watch_ends=request["watch_ends"],
            opaque=self.opaque,
            asleep=how.asleep,
            lines=request["lines"],
            hold_back=request["hold_back"],
            operations=request["operations"],
            max_steps=request["max_steps"],
        )
        if self.scenario is not None and "explore" in self.scenario.__code__.co_names:
            scheduler.choosing = False
        Current.scheduler = scheduler
        if self.kept:
            self._clean()
        self.name = name
        self._begin()
        scheduler.steps = 0
        vars(module).update(
            __builtins__=self.builtins, __file__=self.filename, __name__=name, __loader__=None
        )
        sys.modules[name] = module
        self.kept.append((scheduler, module))
        stages: list[Callable[[], object]] = [self.load(module), partial(recorder.add, "main")]
        if self.scenario is not None:
            stages.append(partial(self._play, module))
        stages += [self.library.threading._shutdown, atexit._run_exitfuncs]
        if self._reached is None:
            scheduler.run(stages)
        else:
            recorder.add("outside", f"the interpreter's innards ({self._reached})")
            scheduler.outcome = "ended"
        return recorder.finish(), scheduler

    def _play(self, module: ModuleType) -> None:
        if not Current.scheduler.main_failed and self.scenario is not None:
            self.modules.restore()
            self.scenario(module, World, **self.request["arguments"])

    def _clean(self) -> None:
        """Undo what the program of an earlier run may have done to the interpreter."""
        self.library.reset()
        self.modules.restore()
        atexit._clear()
        for name in ALWAYS if self.plain else self.pristine:
            restore(*self.pristine[name])
        sys.modules.pop(self.name, None)
        sys.modules["__main__"] = self.loaded["__main__"]
        if self.plain:
            return
        stop_collecting()
        _finalize._registry.clear()
        _finalize._registered_with_atexit = _finalize._shutdown = False
        sys.setrecursionlimit(self.deepest)
        sys.modules.update(self.loaded)
        if self.scratch:
            close_descriptors(3, guard.DESCRIPTORS)
            change_directory(self.scratch)
            _empty(self.scratch)

    def _begin(self) -> None:
        """What each program begins with."""
        self.library.begin()
        sys.argv = [self.filename]
        seed_random(0)
        sys.unraisablehook = self.unraisable  # in a finalizer, or at exit
        sys.stdout = sys.__stdout__ = self.stdout()  # type: ignore[misc,assignment]
        sys.stderr = sys.__stderr__ = self.stderr()  # type: ignore[misc,assignment]


def _empty(directory: str) -> None:
    """Take away what stands in a directory, as far as that can be."""
    for name in list_directory(directory):
        path = f"{directory}/{name}"
        try:
            unlink(path)
        except OSError:
            with suppress(OSError):
                _empty(path)
                remove_directory(path)


def _as_bytes(record: dict[str, Any]) -> bytes:
    """A record by which the same one is known; not to be read again."""
    try:
        return marshalled(record, 2)  # a version that knows no references: the same, always
    except ValueError:  # of a kind of text that is the program's own
        return dumps(record).encode("ascii")


def _unsound(record: dict[str, Any]) -> bool:
    """Whether a run did not come to a sound end, by itself and within virtual time."""
    return record["outcome"] not in ("ended", "deadlock", "exit") or any(
        event[0] in ("error", "outside") for event in record["events"]
    )


def _limited(record: dict[str, Any]) -> bool:
    """Whether a run that is not sound came to a limit that it shares with others."""
    return record["outcome"] not in ("ended", "deadlock", "exit", "endless") or any(
        event[0] == "error" and event[3] == "MemoryError" for event in record["events"]
    )


def _ran(scheduler: Scheduler) -> Ran:
    """What the exploration is told of a run."""
    everybody = scheduler.outcome == "exit" or scheduler.halted
    doomed = [task.tid for task in scheduler.ready if everybody or task.daemon]
    if scheduler.hold_back and scheduler.sleeping:
        doomed.append(CLOCK)
    return Ran(
        scheduler.points,
        scheduler.trace,
        tuple(doomed),
        redundant=scheduler.outcome == "redundant",
    )


def _raise(error: BaseException) -> None:
    raise error


class _Modules:
    """Modules as they are before the program has run, for the scenario that drives it."""

    def __init__(self) -> None:
        self._copies: dict[str, ModuleType] = {}
        self._classes: list[tuple[type, dict[str, Any]]] = []
        self._views: list[Iterable[Any]] = []
        self._seen: list[object] = []
        self._import = builtins.__import__

    def keep(self, names: Iterable[str]) -> None:
        """Take copies of these modules, which are loaded."""
        for name in names:
            space = vars(sys.modules[name])
            copy = self._copies[name] = ModuleType(name)
            vars(copy).update(space)
            self._classes += [
                (value, dict(vars(value)))
                for value in space.values()
                if isinstance(value, type) and value.__module__ == name
            ]
        # Names before values: one more or less, and the values stand beside other ones.
        spaces = [vars(kind) for kind, _names in self._classes]
        self._views = [view for space in spaces for view in (space, space.values())]
        self._seen = [item for view in self._views for item in view]

    def find(self, name: str, *details: Any) -> ModuleType:
        """What ``import`` does in a scenario."""
        return self._copies.get(name) or self._import(name, *details)

    def restore(self) -> None:
        """Give the classes of these modules what they had, where the program has changed them."""
        if all(map(is_, chain.from_iterable(self._views), self._seen)):
            return
        for kind, names in self._classes:
            now = vars(kind)
            changed = [name for name in names if now.get(name) is not names[name]]
            for name in [name for name in now if name not in names]:
                delattr(kind, name)
            for name in changed:
                setattr(kind, name, names[name])
