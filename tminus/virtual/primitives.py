"""The two C modules below all of Python's threading, on the scheduler: ``_thread`` and ``time``.

Everything else (``threading``, ``queue``, ``concurrent.futures``, ``sched``) is
the standard library's own Python code, loaded afresh on top of these two; so
its semantics are those of the running interpreter by construction.

Sources: CPython, ``Modules/_threadmodule.c`` and ``Lib/threading.py``, 3.11 to
3.14: the names that ``threading`` takes from ``_thread``.
"""

from __future__ import annotations

import time as real_time
from types import ModuleType
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable

    from tminus.virtual.scheduler import Scheduler, Task

TIMEOUT_MAX = 9_223_372_036.0
EPOCH = 1_000_000_000.0
"""What ``time.time()`` says at virtual second 0."""


class Current:
    """Which scheduler the primitives speak to; replaced for every run."""

    scheduler: Scheduler


class Lock:
    """A lock; ``holder`` is the thread that took it, whoever may release it."""

    __slots__ = ("__weakref__", "holder", "waiters")

    def __init__(self) -> None:
        self.holder: Task | None = None
        self.waiters: list[Task] = []

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        if not blocking and timeout != -1:
            raise ValueError("can't specify a timeout for a non-blocking call")
        if timeout < 0 and timeout != -1:
            raise ValueError("timeout value must be a non-negative number")
        if timeout > TIMEOUT_MAX:
            raise OverflowError("timestamp too large to convert to C PyTime_t")
        scheduler = Current.scheduler
        scheduler.operation(self)
        if self.holder is None:
            self.holder = scheduler.current
            return True
        if not blocking or timeout == 0:
            return False
        deadline = None if timeout == -1 else scheduler.now + timeout
        while self.holder is not None:
            self.waiters.append(scheduler.current)
            if not scheduler.block(self, deadline):
                self.waiters.remove(scheduler.current)
                return False
        self.holder = scheduler.current
        return True

    def release(self) -> None:
        scheduler = Current.scheduler
        scheduler.operation(self)
        self.free()

    def free(self) -> None:
        """Release without announcing it."""
        if self.holder is None:
            raise RuntimeError("release unlocked lock")
        self.holder = None
        waiters, self.waiters = self.waiters, []
        for task in waiters:
            Current.scheduler.wake(task)

    def locked(self) -> bool:
        return self.holder is not None

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_exc: object) -> None:
        self.release()

    def _at_fork_reinit(self) -> None:
        self.__init__()  # type: ignore[misc]

    acquire_lock = acquire
    release_lock = release
    locked_lock = locked

    def __repr__(self) -> str:
        state = "unlocked" if self.holder is None else "locked"
        return f"<{state} _thread.lock object at {id(self):#x}>"


Lock.__name__ = Lock.__qualname__ = "lock"
Lock.__module__ = "_thread"


class ThreadHandle:
    """What ``threading`` of 3.13 and later joins a thread by."""

    def __init__(self) -> None:
        self.ident = 0
        self.holder: Task | None = None
        self._done = False
        self._joiners: list[Task] = []

    def is_done(self) -> bool:
        Current.scheduler.operation(self)
        return self._done

    def join(self, timeout: float | None = None) -> None:
        scheduler = Current.scheduler
        scheduler.operation(self)
        deadline = None
        if timeout is not None and timeout >= 0:
            deadline = scheduler.now + timeout
        while not self._done:
            self._joiners.append(scheduler.current)
            if not scheduler.block(self, deadline):
                self._joiners.remove(scheduler.current)
                return

    def _set_done(self) -> None:
        self._done = True
        self.holder = None
        joiners, self._joiners = self._joiners, []
        for task in joiners:
            Current.scheduler.wake(task)


_waited_for: list[ThreadHandle] = []


def reset_handles() -> None:
    """Forget which threads the interpreter would wait for at its end."""
    _waited_for.clear()


def get_ident() -> int:
    return Current.scheduler.current.tid + 1


def main_ident() -> int:
    return 1


def set_sentinel() -> Lock:
    """A lock that is released when the current thread is over (3.11, 3.12)."""
    lock = Lock()
    task = Current.scheduler.current

    def release() -> None:
        if lock.holder is not None:
            lock.free()

    task.at_end.append(release)
    return lock


def start_new_thread(
    function: Callable[..., object], args: tuple[Any, ...], kwargs: dict[str, Any] | None = None
) -> int:
    thread = getattr(function, "__self__", None)
    task = Current.scheduler.spawn(
        lambda: function(*args, **(kwargs or {})),
        thread,
        daemon=bool(getattr(thread, "daemon", True)),
    )
    return task.tid + 1


def start_joinable_thread(
    function: Callable[[], object], handle: ThreadHandle | None = None, daemon: bool = True
) -> ThreadHandle:
    handle = handle or ThreadHandle()
    task = Current.scheduler.spawn(function, getattr(function, "__self__", None), daemon=daemon)
    handle.ident = task.tid + 1
    handle.holder = task
    task.at_end.append(handle._set_done)
    if not daemon:
        _waited_for.append(handle)
    return handle


def make_thread_handle(ident: int) -> ThreadHandle:
    handle = ThreadHandle()
    handle.ident = ident
    return handle


def wait_for_all() -> None:
    """Wait for the threads that are not daemons (3.13 and later)."""
    while _waited_for:
        _waited_for.pop(0).join()


def leave() -> NoReturn:
    raise SystemExit


def stack_size(size: int = 0) -> int:
    return 0


def sleep(seconds: float) -> None:
    if seconds != seconds:
        raise ValueError("Invalid value NaN (not a number)")
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    scheduler = Current.scheduler
    scheduler.operation("sleep")
    if seconds == 0:
        scheduler.give_way()
    else:
        scheduler.block("sleep", scheduler.now + seconds)


def monotonic() -> float:
    Current.scheduler.step()
    return Current.scheduler.now


def monotonic_ns() -> int:
    return round(monotonic() * 1e9)


def wall_time() -> float:
    return EPOCH + monotonic()


def wall_time_ns() -> int:
    return round(wall_time() * 1e9)


def _of_now(convert: Callable[[float], Any]) -> Callable[..., Any]:
    def at(seconds: float | None = None) -> Any:
        return convert(wall_time() if seconds is None else seconds)

    at.__name__ = convert.__name__
    return at


def thread_module() -> ModuleType:
    """A stand-in for ``_thread``."""
    module = ModuleType("_thread")
    vars(module).update(
        LockType=Lock,
        lock=Lock,
        TIMEOUT_MAX=TIMEOUT_MAX,
        _ThreadHandle=ThreadHandle,
        _count=lambda: len(Current.scheduler.blocked) + len(Current.scheduler.ready),
        _get_main_thread_ident=main_ident,
        _is_main_interpreter=lambda: True,
        _make_thread_handle=make_thread_handle,
        _set_sentinel=set_sentinel,
        _shutdown=wait_for_all,
        allocate=Lock,
        allocate_lock=Lock,
        daemon_threads_allowed=lambda: True,
        error=RuntimeError,
        exit=leave,
        exit_thread=leave,
        get_ident=get_ident,
        get_native_id=get_ident,
        stack_size=stack_size,
        start_joinable_thread=start_joinable_thread,
        start_new=start_new_thread,
        start_new_thread=start_new_thread,
    )
    return module


def time_module() -> ModuleType:
    """A stand-in for ``time``: the real one, but for the clocks and ``sleep``."""
    module = ModuleType("time")
    vars(module).update(vars(real_time))
    vars(module).update(
        sleep=sleep,
        time=wall_time,
        time_ns=wall_time_ns,
        monotonic=monotonic,
        monotonic_ns=monotonic_ns,
        perf_counter=monotonic,
        perf_counter_ns=monotonic_ns,
        gmtime=_of_now(real_time.gmtime),
        localtime=_of_now(real_time.localtime),
        ctime=_of_now(real_time.ctime),
    )
    return module
