"""The standard library's own threading modules, loaded afresh on virtual primitives."""

from __future__ import annotations

import functools
import importlib
import itertools
import os
import sys
from _weakrefset import WeakSet
from sys import _getframe
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from tminus.virtual import primitives
from tminus.virtual.primitives import Current

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

RELOADED = (
    "threading",
    "_threading_local",
    "queue",
    "sched",
    "concurrent.futures._base",
    "concurrent.futures.thread",
    "concurrent.futures",
    "concurrent",
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
        sys.modules["_queue"] = None  # type: ignore[assignment]  # queue's own Python code takes over
        hooks, os.register_at_fork = os.register_at_fork, lambda **_hooks: None
        try:
            for name in PRELOADED:
                importlib.import_module(name)
        finally:
            os.register_at_fork = hooks
        self.threading: Any = sys.modules["threading"]
        self._record_calls()
        self._state = [
            (vars(module), dict(vars(module)), _contents(vars(module)))
            for name in RELOADED
            if (module := sys.modules.get(name)) is not None
        ]

    def reset(self) -> None:
        """Put the modules' globals back to what they were when they had just been loaded."""
        for namespace, names, contents in self._state:
            namespace.clear()
            namespace.update(names)
            for container, items in contents:
                container.clear()
                container.update(items)
        primitives.reset_handles()
        threading = self.threading
        threading._counter = itertools.count(1).__next__
        threading._active_limbo_lock = threading._allocate_lock()
        threading._threading_atexits[:] = self._atexits
        for name in ("_active", "_dangling", "_shutdown_locks"):
            if hasattr(threading, name):
                getattr(threading, name).clear()
        threading._main_thread = threading._MainThread()
        Current.scheduler.main.thread = threading._main_thread

    def _record_calls(self) -> None:
        threading = self.threading
        self._atexits = list(threading._threading_atexits)
        thread_class = threading.Thread
        is_alive, join = thread_class.is_alive, thread_class.join
        make_invoke = threading._make_invoke_excepthook

        @functools.wraps(is_alive)
        def recorded_is_alive(self: Any) -> bool:
            scheduler = Current.scheduler
            scheduler.operation(self)
            answer = bool(is_alive(self))
            if _getframe(1).f_code.co_filename in scheduler.program_files:
                scheduler.recorder.add("ask", (self.ident or 0) - 1, answer)
            return answer

        @functools.wraps(join)
        def recorded_join(self: Any, timeout: float | None = None) -> None:
            scheduler = Current.scheduler
            scheduler.operation(self)
            began = scheduler.now
            join(self, timeout)
            scheduler.recorder.add("join", (self.ident or 0) - 1, round(began, 9), is_alive(self))

        def recording_invoke() -> Callable[[Any], None]:
            invoke = make_invoke()

            def invoke_excepthook(thread: Any) -> None:
                error = sys.exc_info()[1]
                if error is not None and not isinstance(error, SystemExit):
                    Current.scheduler.recorder.note_error(error)
                invoke(thread)

            return invoke_excepthook

        for recorded in (recorded_is_alive, recorded_join):
            name = f"Thread.{recorded.__name__}"
            recorded.__code__ = recorded.__code__.replace(co_qualname=name)
            setattr(thread_class, recorded.__name__, recorded)
        threading._make_invoke_excepthook = recording_invoke


def _contents(namespace: dict[str, Any]) -> list[tuple[Any, Any]]:
    """The mutable containers among a module's globals, each with a copy of what it holds."""
    found: list[tuple[Any, Any]] = []
    for name, value in namespace.items():
        if name.startswith("__"):
            continue
        if isinstance(value, (dict, set)):
            found.append((value, value.copy()))
        elif isinstance(value, WeakSet):
            found.append((value, list(value)))
        elif isinstance(value, WeakKeyDictionary):
            found.append((value, dict(value)))
    return found


def import_unhooked(name: str) -> ModuleType:
    """Import a module on the virtual primitives, without its hooks for real forks."""
    hooks, os.register_at_fork = os.register_at_fork, lambda **_hooks: None
    try:
        return importlib.import_module(name)
    finally:
        os.register_at_fork = hooks
