"""The standard library's own threading modules, loaded afresh on virtual primitives."""

from __future__ import annotations

import importlib
import itertools
import os
import sys
from _weakrefset import WeakSet
from contextlib import nullcontext
from operator import is_
from sys import _getframe
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from tminus.virtual import primitives
from tminus.virtual.dependence import READ, WRITE
from tminus.virtual.primitives import Current, Lock, RLock
from tminus.virtual.recorder import hide_machinery_of
from tminus.virtual.seal import seal, seal_class

if TYPE_CHECKING:
    from collections.abc import Callable

RELOADED = (
    "threading",
    "_threading_local",
    "queue",
    "sched",
    "concurrent.futures._base",
    "concurrent.futures.thread",
    "concurrent.futures",
    "concurrent",
    "datetime",
    "_pydatetime",
    "_strptime",
    "logging",
)
"""Modules that take locks, threads or clocks from the primitives when they are imported."""

PRELOADED = ("threading", "queue", "sched", "concurrent.futures.thread", "random", "socket")
"""Modules that programs under test are likely to import, so every run finds them loaded."""


class Library:
    """The virtual modules of one process, and how to put them back to their beginning."""

    def __init__(self) -> None:
        for name in RELOADED:
            sys.modules.pop(name, None)
        sys.modules["_thread"] = primitives.thread_module()
        sys.modules["time"] = primitives.time_module()
        sys.modules["_queue"] = primitives.queue_module()
        sys.modules["_datetime"] = None  # type: ignore[assignment]  # it would ask the real clock
        sys.modules["_thread"]._local = _local()  # type: ignore[attr-defined]
        for name in PRELOADED:
            import_unhooked(name)
        self.threading: Any = sys.modules["threading"]
        self.logging: Any = sys.modules["logging"]
        self.pool: Any = sys.modules["concurrent.futures.thread"]
        for shared in (self.threading.Thread, sys.modules["concurrent.futures._base"].Future):
            shared.__hash__ = seal(_number)
        self._record_calls()
        for name in ("_active", "_dangling", "_shutdown_locks"):
            getattr(self.threading, name, set()).clear()  # of the main thread: each run has its own
        virtual = (*RELOADED, "_thread", "time")
        self.spaces = {name: vars(module) for name in virtual if (module := sys.modules.get(name))}
        spaces = self.spaces.values()
        values = [value for space in spaces for name, value in space.items() if name[:2] != "__"]
        values += [self.logging.root.handlers, self.logging.root.manager.loggerDict]
        self._contents = [
            (value, value.copy()) for value in values if isinstance(value, (dict, list, set))
        ]
        self._weak = [value for value in values if isinstance(value, (WeakKeyDictionary, WeakSet))]
        self._locks = [value for value in values if isinstance(value, (Lock, RLock))]
        self._locks.append(self.logging.lastResort.lock)

    def reset(self) -> None:
        """Put back what the modules hold, but for their names, to what it was at first."""
        for container, items in self._contents:
            if container != items:
                container.clear()
                (container.extend if isinstance(container, list) else container.update)(items)
        for weak in self._weak:
            weak.clear()
        for lock in self._locks:
            lock._at_fork_reinit()
        primitives.reset_handles()
        if self.logging.root.level != self.logging.WARNING:
            self.logging.root.setLevel(self.logging.WARNING)

    def begin(self) -> None:
        """Make the scheduler's main thread the main thread of the modules; nothing was counted."""
        threading = self.threading
        Current.scheduler.main.made = _MADE
        threading._main_thread = threading._MainThread()
        threading._counter = itertools.count(1).__next__
        self.pool.ThreadPoolExecutor._counter = itertools.count().__next__
        Current.scheduler.main.thread = threading._main_thread

    def _record_calls(self) -> None:
        threading = self.threading
        names = vars(threading)
        thread_class: Any = threading.Thread
        is_alive, join = thread_class.is_alive, thread_class.join
        make_invoke = threading._make_invoke_excepthook
        threading._active_limbo_lock = _limbo_lock(type(threading._active_limbo_lock))
        for name in ("_active_limbo_lock", "_shutdown_locks_lock"):
            if name in names:
                primitives.hide(names[name])
        for name in ("active_count", "enumerate"):
            setattr(threading, name, seal(_looks_at_threads(names, name)))

        def recorded_is_alive(self: Any) -> bool:
            scheduler = Current.scheduler
            scheduler.operation(self)
            answer = bool(is_alive(self))
            if _getframe(1).f_globals is not names:  # a thread's `repr` asks as well
                task = scheduler.task_of(self)
                scheduler.recorder.add("ask", task.tid if task else -1, answer)
            return answer

        def recorded_join(self: Any, timeout: float | None = None) -> None:
            scheduler = Current.scheduler
            scheduler.operation(self)
            began = scheduler.now
            join(self, timeout)
            task = scheduler.task_of(self)
            if task is not None:
                scheduler.recorder.add("join", task.tid, began, not task.over)

        def recording(invoke: Any) -> Any:
            def invoke_excepthook(thread: Any) -> None:
                error = sys.exc_info()[1]
                if error is not None and not isinstance(error, SystemExit):
                    Current.scheduler.recorder.note_error(error)
                    hide_machinery_of(error)
                invoke(thread)

            return seal(invoke_excepthook)

        hooks = threading.excepthook, sys.excepthook
        usual = recording(make_invoke())  # every thread wants one

        def recording_invoke() -> Any:
            if names.get("excepthook") is hooks[0] and sys.excepthook is hooks[1]:
                return usual
            return recording(make_invoke())

        thread_class.is_alive = seal(_named(recorded_is_alive, "Thread.is_alive"))
        thread_class.join = seal(_named(recorded_join, "Thread.join"))
        threading._make_invoke_excepthook = seal(recording_invoke)
        simple_queue = sys.modules["queue"].SimpleQueue
        simple_queue.__name__ = simple_queue.__qualname__ = "SimpleQueue"
        for name, function in vars(simple_queue).items():
            if isinstance(function, FunctionType):
                _named(function, f"SimpleQueue.{name}")
        _announce(threading.Event, "is_set", lambda event: event._cond._lock)
        for name in ("empty", "qsize"):
            _announce(simple_queue, name, lambda queue: queue._count._cond._lock)


def _local() -> type:
    """The standard library's ``local`` in Python, which by itself would need ``threading``.

    Nothing of a thread-local object is shared, so its lock is none: to touch
    it is no operation of the program.
    """
    stub: Any = ModuleType("threading")
    stub.RLock = nullcontext
    stub.current_thread = lambda: Current.scheduler.current.locals
    sys.modules["threading"] = stub
    local: type = importlib.import_module("_threading_local").local
    del sys.modules["threading"]
    return local


def _limbo_lock(kind: Any) -> Any:
    """The lock that a thread takes once before it runs what it was made for."""

    class LimboLock(kind, ours=True):  # type: ignore[misc,call-arg]
        __slots__ = ()

        def __exit__(self, *exc: object) -> None:
            super().__exit__(*exc)
            Current.scheduler.begin()

    LimboLock.__name__ = kind.__name__
    seal_class(LimboLock)
    return LimboLock()


def _announce(kind: Any, name: str, lock: Callable[[Any], Any]) -> None:
    """Make an operation of what takes no lock: it asks for what another thread may change.

    That one does so under the ``lock`` of what is asked.
    """
    ask = getattr(kind, name)

    def announced(self: Any) -> Any:
        Current.scheduler.operation(self)
        primitives.touch(lock(self), READ)
        return ask(self)

    setattr(kind, name, seal(_named(announced, f"{kind.__name__}.{name}")))


def _looks_at_threads(names: dict[str, Any], name: str) -> Any:
    """A function that tells which threads there are: all that start or end depend on it."""
    ask = names[name]

    def look() -> Any:
        primitives.touch(names["_active_limbo_lock"], WRITE)
        return ask()

    return _named(look, name)


def _named(function: Any, name: str) -> Any:
    """Have the record know a function's calls by another name."""
    function.__code__ = function.__code__.replace(co_qualname=name)
    return function


def _number(thing: object) -> int:
    """A hash by which the order of a set does not hang on addresses."""
    state = vars(thing)
    if _NUMBER not in state:
        state[_NUMBER] = Current.scheduler.next_number()
    number: int = state[_NUMBER]
    return number


_NUMBER = "\0number"
_MADE = 1_000
"""Locks that the modules have at most made by themselves, and which they keep from run to run."""


def namespaces() -> dict[str, dict[str, Any]]:
    """The globals of all modules that are loaded, by the name that stands in them."""
    spaces = (vars(module) for module in sys.modules.values() if isinstance(module, ModuleType))
    return {str(space.get("__name__")): space for space in spaces}


def restore(space: dict[str, Any], names: dict[str, Any]) -> None:
    """Give a namespace just these names again.

    In place, where it can be: code that ran before keeps its caches of globals. No value is
    asked whether it equals another: what a program has put there may lie.
    """
    space.update(names)
    if len(space) != len(names) or not all(map(is_, space, names)):
        space.clear()
        space.update(names)


def import_unhooked(name: str) -> ModuleType:
    """Import a module on the virtual primitives, without its hooks for real forks."""
    hooks, os.register_at_fork = os.register_at_fork, lambda **_hooks: None
    try:
        return importlib.import_module(name)
    finally:
        os.register_at_fork = hooks
