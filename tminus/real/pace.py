"""How fast time goes in a real run: sleeps, time limits and clocks, all by one factor.

`patch` has to come before the modules that keep a function of ``time`` for
themselves; nothing changes until `begin`. What goes faster:

- ``time.sleep``;
- the time limits of ``threading`` (but for a bare lock's), ``multiprocessing``,
  ``selectors`` and ``queue``, and so those of what is built on them:
  ``concurrent.futures``, ``subprocess``, ``asyncio``;
- the clocks of ``time``, from the run's beginning on, but for those of CPU time.

What does not: the time limits of locks, ``select`` and sockets; ``datetime``; alarms.

To start a process, or just to wait, takes as long as ever. So what two threads do by
the time may come in another order than it would; the record tells which did.
"""

from __future__ import annotations

import _multiprocessing  # type: ignore[import-not-found]
import _queue
import os
import selectors
import threading
import time
from functools import wraps
from itertools import count
from sys import _getframe

TYPE_CHECKING = False  # typing costs a fresh interpreter as much as all else here
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Any

FOREVER = 1_000.0, 2.0
"""Seconds that a thread may wait, those that it asks for and real ones, before it waits again."""
FOREVER_AT_HOME = 10_000.0, 5.0
"""The same in the program's own process, which may well wait for another one to begin."""

_CLOCKS = ("time", "monotonic", "perf_counter")
_OF_CPU = {getattr(time, f"CLOCK_{kind}_CPUTIME_ID", None) for kind in ("PROCESS", "THREAD")}
_PROGRAM = ("__main__", "__mp_main__")
_exit_now = os._exit
_now = time.monotonic
_thread = threading.local()
_numbers = count()


class Pace:
    """The pace of this process.

    A second takes ``scale`` real ones, and has done so since the real monotonic clock said
    ``began``. ``tell`` writes an event of that kind into the record; ``started`` is whether
    the program started this process.
    """

    scale = 1.0
    began = 0.0
    tell: Callable[..., object] = str
    started = False


def begin(scale: float, began: float, tell: Callable[..., object]) -> None:
    """From now on go at this pace; see `Pace`."""
    Pace.scale, Pace.began, Pace.tell = scale, began, tell


def forked(started: bool) -> None:
    """Begin anew in a forked process; ``started`` as in `Pace`."""
    Pace.started = started
    vars(_thread).clear()


def patch() -> None:
    """Put wrappers around what goes faster. They change nothing at a pace of 1."""
    _replace(time, "sleep", _shorter)
    for name in _CLOCKS:
        _replace(time, name, lambda clock: _faster(clock, 1.0))
        _replace(time, f"{name}_ns", lambda clock: _faster(clock, 10**9))
    _replace(time, "clock_gettime", lambda clock: _faster(clock, 1.0))
    _replace(time, "clock_gettime_ns", lambda clock: _faster(clock, 10**9))
    _replace(threading, "_time", lambda _clock: time.monotonic)
    _replace(threading.Condition, "wait", _limited)
    _replace(threading.Thread, "join", _limited)
    for kind in list(vars(selectors).values()):
        if isinstance(kind, type) and "select" in vars(kind):
            _replace(kind, "select", _limited)
    _replace(_multiprocessing, "SemLock", lambda kind: _limited_kind(kind, "acquire"))
    _replace(_queue, "SimpleQueue", lambda kind: _limited_kind(kind, "get"))


def _replace(owner: Any, name: str, wrap: Callable[[Any], Any]) -> None:
    setattr(owner, name, wrap(getattr(owner, name)))


def _shorter(sleep: Callable[[Any], None]) -> Callable[[Any], None]:
    @wraps(sleep)
    def shorter(seconds: Any, /) -> None:
        sleep(_real(seconds))

    return shorter


def _real(seconds: Any) -> Any:
    """What is to be waited instead; a process that waits on and on is ended."""
    if Pace.scale == 1 or not isinstance(seconds, (int, float)) or seconds <= 0:
        return seconds
    _tell_timed()
    _thread.since = since = getattr(_thread, "since", _now())
    _thread.waited = waited = getattr(_thread, "waited", 0.0) + seconds
    asked, real = FOREVER if Pace.started else FOREVER_AT_HOME
    if waited - seconds > asked and _now() - since > real and not _serves():
        Pace.tell("endless")
        _exit_now(1)
    return seconds * Pace.scale


def _serves() -> bool:
    """Whether it is a manager of multiprocessing's that waits: it does so as long as it lives."""
    frame: FrameType | None = _getframe()
    while frame is not None and frame.f_globals.get("__name__") != "multiprocessing.managers":
        frame = frame.f_back
    return frame is not None


def _tell_timed() -> None:
    """Tell, once, that this thread goes by the time."""
    if Pace.scale != 1 and not hasattr(_thread, "number"):
        _thread.number = next(_numbers)
        Pace.tell("timed", _thread.number)


def _faster(clock: Callable[..., Any], second: float) -> Callable[..., Any]:
    @wraps(clock)
    def faster(*which: Any) -> Any:
        told = clock(*which)
        if which and which[0] in _OF_CPU:
            return told
        if _getframe(1).f_globals.get("__name__") in _PROGRAM:  # a library asks for its limits
            _tell_timed()
        return told + type(second)((_now() - Pace.began) * (1 / Pace.scale - 1) * second)

    return faster


def _limited(wait: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(wait)
    def limited(self: Any, timeout: Any = None) -> Any:
        return wait(self, _real(timeout))

    return limited


def _limited_kind(kind: Any, name: str) -> Any:
    """A subclass of one of C's types, of which a method waits with a time limit."""
    wait = getattr(kind, name)

    @wraps(wait)
    def limited(self: Any, block: Any = True, timeout: Any = None) -> Any:
        return wait(self, block, _real(timeout))

    return type(
        kind.__name__, (kind,), {"__slots__": (), "__module__": kind.__module__, name: limited}
    )
