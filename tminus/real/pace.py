"""How fast time goes in a real run: sleeps, time limits and clocks, all by one factor.

`patch` has to come before the modules that keep a function of ``time`` for
themselves; nothing changes until `begin`. What goes faster:

- ``time.sleep``;
- the time limits of ``threading`` (but for a bare lock's), ``multiprocessing`` and
  ``selectors``, and so those of what is built on them: ``queue``, ``concurrent.futures``,
  ``subprocess``, ``asyncio``;
- the clocks of ``time``, from the run's beginning on, but for those of CPU time.

What does not: the time limits of locks, ``select`` and sockets; ``datetime``; alarms.
"""

from __future__ import annotations

import _multiprocessing  # type: ignore[import-not-found]
import os
import selectors
import threading
import time
from functools import wraps

TYPE_CHECKING = False  # typing costs a fresh interpreter as much as all else here
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

FOREVER = 1_000.0, 2.0
"""Seconds that a thread may sleep, those that it asks for and real ones, before it sleeps again.

Not in the program's own process: that may well ask every second whether another has begun.
"""

_CLOCKS = ("time", "monotonic", "perf_counter")

_exit_now = os._exit
_now = time.monotonic
_thread = threading.local()


class Pace:
    """The pace of this process.

    A second takes ``scale`` real ones, and has done so since the real monotonic clock said
    ``began``. ``tell`` writes an event of that kind into the record; ``timed`` is whether
    it has told of a time limit or a clock, ``started`` whether the program started this process.
    """

    scale = 1.0
    began = 0.0
    tell: Callable[[str], object] = str
    timed = False
    started = False


def begin(scale: float, began: float, tell: Callable[[str], object]) -> None:
    """From now on go at this pace; see `Pace`."""
    Pace.scale, Pace.began, Pace.tell = scale, began, tell


def patch() -> None:
    """Put wrappers around what goes faster. They change nothing at a pace of 1."""
    _replace(time, "sleep", _shorter)
    for name in _CLOCKS:
        _replace(time, name, lambda clock: _faster(clock, 1.0))
        _replace(time, f"{name}_ns", lambda clock: _faster(clock, 10**9))
    _replace(threading, "_time", lambda _clock: time.monotonic)
    _replace(threading.Condition, "wait", _limited)
    _replace(threading.Thread, "join", _limited_join)
    for kind in list(vars(selectors).values()):
        if isinstance(kind, type) and "select" in vars(kind):
            _replace(kind, "select", _limited)
    _replace(_multiprocessing, "SemLock", _limited_semaphore)


def _replace(owner: Any, name: str, wrap: Callable[[Any], Any]) -> None:
    setattr(owner, name, wrap(getattr(owner, name)))


def _shorter(sleep: Callable[[Any], None]) -> Callable[[Any], None]:
    @wraps(sleep)
    def shorter(seconds: Any, /) -> None:
        _about_to_sleep(seconds)
        sleep(_real(seconds))

    return shorter


def _about_to_sleep(seconds: Any) -> None:
    """End a process that sleeps on and on."""
    if not Pace.started or not isinstance(seconds, (int, float)):
        return
    _thread.since = since = getattr(_thread, "since", _now())
    _thread.slept = slept = getattr(_thread, "slept", 0.0) + seconds
    if slept - seconds > FOREVER[0] and _now() - since > FOREVER[1]:
        Pace.tell("endless")
        _exit_now(1)


def _real(seconds: Any) -> Any:
    return seconds * Pace.scale if isinstance(seconds, (int, float)) else seconds


def _faster(clock: Callable[[], Any], second: float) -> Callable[[], Any]:
    @wraps(clock)
    def faster() -> Any:
        _tell_timed()
        ahead = (_now() - Pace.began) * (1 / Pace.scale - 1) * second
        return clock() + type(second)(ahead)

    return faster


def _limited(wait: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(wait)
    def limited(self: Any, timeout: Any = None) -> Any:
        told = wait(self, _real(timeout))
        if timeout and not told:
            _tell_timed()
        return told

    return limited


def _limited_join(join: Callable[..., None]) -> Callable[..., None]:
    @wraps(join)
    def limited(self: Any, timeout: Any = None) -> None:
        join(self, _real(timeout))
        if timeout and self.is_alive():
            _tell_timed()

    return limited


def _limited_semaphore(kind: Any) -> Any:
    class SemLock(kind):  # type: ignore[misc]
        __slots__ = ()

        def acquire(self, block: Any = True, timeout: Any = None) -> Any:
            told = super().acquire(block, _real(timeout))
            if timeout and not told:
                _tell_timed()
            return told

    return SemLock


def _tell_timed() -> None:
    """Tell, once, that what comes hangs on how long things take."""
    if not Pace.timed and Pace.scale != 1:
        Pace.timed = True
        Pace.tell("timed")
