"""The two C modules below all of Python's threading, on the scheduler: ``_thread`` and ``time``.

Everything else (``threading``, ``queue``, ``concurrent.futures``, ``sched``) is
the standard library's own Python code, loaded afresh on top of these two; so
its semantics are those of the running interpreter by construction.

Sources: CPython, ``Modules/_threadmodule.c`` and ``Lib/threading.py``, 3.11 to
3.14: the names that ``threading`` takes from ``_thread``.
"""

from __future__ import annotations

import _thread as real_thread
import sys
import time as real_time
from operator import index
from types import ModuleType
from typing import TYPE_CHECKING, Any, NoReturn

from tminus.virtual.dependence import (
    ACQUIRE,
    ATTEMPT,
    CLOCK_KEY,
    READ,
    TAKE,
    WRITE,
    primitive_key,
)
from tminus.virtual.seal import seal_class, seal_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from tminus.virtual.scheduler import Scheduler, Task

TIMEOUT_MAX = real_thread.TIMEOUT_MAX
EPOCH = 1_000_000_000
"""What ``time.time()`` says at virtual second 0."""


class Current:
    """Which scheduler the primitives speak to; replaced for every run."""

    scheduler: Scheduler


class State:
    """What a lock, or the handle of a thread, knows.

    ``holder`` is the thread that took it, or whose handle it is; ``count`` how
    often a reentrant lock was taken; ``number`` its place among those that were
    hashed; ``done`` whether the thread is over; ``waiters`` who waits for that,
    or for the lock. ``told`` is whether others may depend on who has it when; ``key``
    is what it is known by, the same in all runs in which its maker has made as many before.
    """

    __slots__ = ("count", "done", "holder", "key", "number", "told", "waiters")

    def __init__(self) -> None:
        self.count = 0
        self.done = False
        self.holder: Task | None = None
        self.number = 0
        maker = Current.scheduler.current
        maker.made += 1
        self.key = primitive_key(maker.tid, maker.made)
        self.told = True
        self.waiters: list[Task] = []

    def take(self, subject: object, blocking: bool, timeout: float) -> bool:
        """Take the lock ``subject`` for the current thread, once it is free."""
        scheduler = Current.scheduler
        waits = blocking and timeout != 0
        # Whose time may run out depends on how long the lock was held before it came.
        hurries = timeout != -1 and scheduler.hold_back
        if self.holder is not None:
            self.touch((ATTEMPT if waits else 0) | (READ if hurries or not waits else 0))
            if not waits:
                return False
            deadline = None if timeout == -1 else scheduler.after(timeout)
            while self.holder is not None:
                # It may be released when the deadline has come: in time, if at the same moment.
                if not self.wait(subject, deadline):
                    hurries = True
                    if self.holder is not None or scheduler.now != deadline:
                        self.touch(READ)
                        return False
        if self.told:
            self.touch(ACQUIRE if waits and not hurries else TAKE)
        else:
            self.touch(READ)
        self.holder = scheduler.current
        return True

    def touch(self, kind: int) -> None:
        """Note that the current step looks at it, or changes it."""
        scheduler = Current.scheduler
        if scheduler.tracing:
            scheduler.note(self.key, kind)

    def wait(self, subject: object, deadline: float | None) -> bool:
        """Have the current thread wait until `free`; ``False``: its deadline came first."""
        scheduler = Current.scheduler
        self.waiters.append(scheduler.current)
        if scheduler.block(subject, deadline, self.key):
            return True
        if scheduler.current in self.waiters:
            self.waiters.remove(scheduler.current)
        return False

    def free(self) -> None:
        """Nobody holds it; all who wait become ready."""
        self.touch(WRITE if self.told else READ)
        self.holder = None
        if self.waiters:
            waiters, self.waiters = self.waiters, []
            for task in waiters:
                Current.scheduler.wake(task)


def touch(subject: Stateful, kind: int) -> None:
    """Note that the current step looks at a lock, or changes it."""
    _of(subject).touch(kind)


def hide(subject: Stateful) -> None:
    """No program can tell who has this lock when: taking it is not looked at as a change."""
    _of(subject).told = False


class Stateful:
    """Has a `State` that no attribute leads to: a program could pass for another thread by it."""

    __slots__ = ("__weakref__", "state")


_of: Callable[[Any], State] = vars(Stateful)["state"].__get__
_give: Callable[[Any, State], None] = vars(Stateful)["state"].__set__
del Stateful.state  # type: ignore[attr-defined]


def holder_of(subject: object) -> Task | None:
    """Who holds a lock, or whose handle it is."""
    return _of(subject).holder if isinstance(subject, Stateful) else None


class _Mutex(Stateful):
    """What a lock and a reentrant lock have in common.

    Its hash is its number among those that were hashed: the order of a set of
    locks must not hang on addresses.
    """

    __slots__ = ()

    def __init__(self) -> None:
        _give(self, State())

    def __init_subclass__(cls, *, ours: bool = False) -> None:
        """``ours`` is whether it is no class of the program's."""

    def __hash__(self) -> int:
        state = _of(self)
        state.number = state.number or Current.scheduler.next_number()
        return state.number

    def _at_fork_reinit(self) -> None:
        old, new = _of(self), State()
        new.told, new.key = old.told, old.key
        _give(self, new)


class Lock(_Mutex):
    """A lock; whoever wants may release it."""

    __slots__ = ()

    def __init_subclass__(cls, *, ours: bool = False) -> None:
        if not ours:
            raise TypeError("type '_thread.lock' is not an acceptable base type")

    def locked(self) -> bool:
        if Current.scheduler.operation(self):  # `threading` asks as well, to tidy up
            _of(self).touch(READ)
        return _of(self).holder is not None

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        if timeout != -1:
            _check_timeout(blocking, timeout)
        Current.scheduler.operation(self)
        return _of(self).take(self, blocking, timeout)

    def release(self) -> None:
        Current.scheduler.operation(self)
        _held(self).free()

    def __enter__(self) -> bool:
        Current.scheduler.operation(self)
        return _of(self).take(self, True, -1)

    def __exit__(self, *_exc: object) -> None:
        Current.scheduler.operation(self)
        _held(self).free()

    acquire_lock = acquire
    release_lock = release
    locked_lock = locked

    def __repr__(self) -> str:
        state = "unlocked" if _of(self).holder is None else "locked"
        return f"<{state} _thread.lock object at {id(self):#x}>"


class RLock(_Mutex):
    """A lock that its holder may take again."""

    __slots__ = ()
    if sys.version_info >= (3, 14):
        locked = Lock.locked  # type: ignore[assignment]

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        if timeout != -1:
            _check_timeout(blocking, timeout)
        scheduler = Current.scheduler
        scheduler.operation(self)
        state = _of(self)
        if state.holder is not scheduler.current and not state.take(self, blocking, timeout):
            return False
        state.count += 1
        return True

    def release(self) -> None:
        Current.scheduler.operation(self)
        state = _owned(self)
        state.count -= 1
        if not state.count:
            state.free()

    __enter__ = acquire

    def __exit__(self, *_exc: object) -> None:
        self.release()

    def _is_owned(self) -> bool:
        Current.scheduler.operation(self)
        return _of(self).holder is Current.scheduler.current

    def _recursion_count(self) -> int:
        state = _of(self)
        return state.count if state.holder is Current.scheduler.current else 0

    def _release_save(self) -> int:
        state = _owned(self)
        count, state.count = state.count, 0
        state.free()
        return count

    def _acquire_restore(self, count: int) -> None:
        state = _of(self)
        state.take(self, True, -1)
        state.count = count

    def __repr__(self) -> str:
        state = _of(self)
        word, owner = ("unlocked", 0) if state.holder is None else ("locked", state.holder.tid + 1)
        return f"<{word} _thread.RLock object owner={owner} count={state.count} at {id(self):#x}>"


def _held(lock: Lock) -> State:
    state = _of(lock)
    if state.holder is None:
        raise RuntimeError("release unlocked lock")
    return state


def _owned(lock: RLock) -> State:
    state = _of(lock)
    if state.holder is not Current.scheduler.current:
        raise RuntimeError("cannot release un-acquired lock")
    return state


for _kind in (_Mutex, Lock, RLock):
    seal_class(_kind)
Lock.__name__ = Lock.__qualname__ = "lock"
RLock.__module__ = Lock.__module__ = "_thread"


def _check_timeout(blocking: bool, timeout: float) -> None:
    """Raise what the interpreter's own lock raises for these arguments, if anything."""
    real_thread.allocate_lock().acquire(blocking, timeout)


class ThreadHandle(Stateful):
    """What ``threading`` of 3.13 and later joins a thread by."""

    __slots__ = ("ident",)

    def __init__(self) -> None:
        self.ident = 0
        _give(self, State())

    def is_done(self) -> bool:
        Current.scheduler.operation(self)
        _of(self).touch(READ)
        return _of(self).done

    def join(self, timeout: float | None = None) -> None:
        Current.scheduler.operation(self)
        state, deadline = _of(self), None
        if timeout is not None and timeout >= 0:
            deadline = Current.scheduler.after(timeout)
        if timeout is not None:
            state.touch(READ)
        while not state.done and timeout != 0:
            if not state.wait(self, deadline):
                break
        _of(self).touch(READ if timeout is not None else ACQUIRE)

    def _set_done(self) -> None:
        state = _of(self)
        state.done = True
        state.free()


seal_class(ThreadHandle)
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
        if _of(lock).holder is not None:
            _of(lock).free()

    task.at_end.append(release)
    return lock


def _thread_of(function: Callable[..., object]) -> Any:
    """The ``threading.Thread`` whose start this is, if it is one's."""
    return function.__self__ if getattr(function, "__name__", "") == "_bootstrap" else None  # type: ignore[attr-defined]


def start_new_thread(
    function: Callable[..., object], args: tuple[Any, ...], kwargs: dict[str, Any] | None = None
) -> int:
    thread = _thread_of(function)
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
    task = Current.scheduler.spawn(function, _thread_of(function), daemon=daemon)
    handle.ident = task.tid + 1
    _of(handle).holder = task
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


def stack_size(size: int = 0, /) -> int:  # noqa: ARG001
    return 0


def sleep(seconds: float, /) -> None:
    if not isinstance(seconds, float):
        seconds = index(seconds)
    if not 0 <= seconds <= TIMEOUT_MAX:
        real_time.sleep(seconds)  # raises
    scheduler = Current.scheduler
    scheduler.operation("sleep")
    if seconds == 0:
        scheduler.give_way()
    else:
        scheduler.block("sleep", scheduler.after(seconds))


def monotonic() -> float:
    Current.scheduler.step()
    Current.scheduler.note(CLOCK_KEY, READ)
    return Current.scheduler.now


def monotonic_ns() -> int:
    return round(monotonic() * 1e9)


def wall_time() -> float:
    return EPOCH + monotonic()


def wall_time_ns() -> int:
    return EPOCH * 1_000_000_000 + monotonic_ns()


def cpu_time() -> float:
    """CPU time, so to speak: a microsecond for each step of the run."""
    Current.scheduler.step()
    return Current.scheduler.steps / 1e6


def cpu_time_ns() -> int:
    return round(cpu_time() * 1e9)


def gmtime(seconds: float | None = None, /) -> real_time.struct_time:
    return real_time.gmtime(wall_time() if seconds is None else seconds)


def localtime(seconds: float | None = None, /) -> real_time.struct_time:
    return real_time.localtime(wall_time() if seconds is None else seconds)


def ctime(seconds: float | None = None, /) -> str:
    return real_time.ctime(wall_time() if seconds is None else seconds)


def asctime(moment: Any = None, /) -> str:
    return real_time.asctime(localtime() if moment is None else moment)


def strftime(layout: str, moment: Any = None, /) -> str:
    return real_time.strftime(layout, localtime() if moment is None else moment)


def queue_module() -> ModuleType:
    """A stand-in for ``_queue``: its exception only, so that ``queue`` uses its own Python code."""
    module = ModuleType("_queue")
    module.Empty = type("Empty", (Exception,), {"__module__": "_queue"})  # type: ignore[attr-defined]
    return module


def thread_module() -> ModuleType:
    """A stand-in for ``_thread``."""
    module = ModuleType("_thread")
    vars(module).update(
        LockType=Lock,
        RLock=RLock,
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
    seal_names(vars(module))
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
        process_time=cpu_time,
        process_time_ns=cpu_time_ns,
        thread_time=cpu_time,
        thread_time_ns=cpu_time_ns,
        gmtime=gmtime,
        localtime=localtime,
        ctime=ctime,
        asctime=asctime,
        strftime=strftime,
    )
    seal_names(vars(module))
    return module
