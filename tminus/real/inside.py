"""What runs inside every process of a real run: its pace, and a record of what it does.

`patch` has to come before the modules that keep a function of ``os`` or
``time`` for themselves; nothing changes until `begin` says that this process
belongs to a run. A forked process goes on with what it inherits; a fresh
interpreter gets here through ``start.py``, because every command line that
starts one is rewritten to go there first.

The record is a file. An event is one line of JSON, a list ``[kind, process
id, …]``, appended by a single write, so that processes do not tear each
other's events:

============  ============================================================
``process``   (nothing more): a process that the program started
``exit``      exit code of that process, told by whoever waited for it
``write``     thread, its name, text: written to standard output
``uncaught``  exception type, message: nobody caught it
``outside``   what the process tried, and was refused
``timed``     thread, as a number of its own: it goes by the time (sleeps, waits with a
              limit, asks what time it is)
``rests``     (nothing more): from here on it only waits for a process, or is at its end
``endless``   (nothing more): it sleeps on and on (see `pace.FOREVER`), and was ended
``end``       exit code: the process came to its end as a program should
============  ============================================================

The file is opened anew for each event: a program may close all descriptors
that it knows nothing of, as daemons do.
"""

from __future__ import annotations

import _posixsubprocess
import atexit
import builtins
import errno
import io
import os
import site
import sys
import threading
from _json import encode_basestring_ascii as quoted
from functools import wraps
from importlib import import_module
from types import FunctionType, ModuleType

from tminus.real import pace

TYPE_CHECKING = False  # typing costs a fresh interpreter as much as all else here
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

    from tminus.real.settings import Settings

CHUNK = 4096
"""Characters of an unfinished line that are kept back, and of a line that make one event."""
HELPERS = ("from multiprocessing.forkserver ", "from multiprocessing.resource_tracker ")
"""How the code of processes begins that multiprocessing starts for itself."""

_exit_now = os._exit
_open, _write, _close, _getpid = os.open, os.write, os.close, os.getpid


class Here:
    """Where this process belongs: the settings of its run, ``None`` in none."""

    run: Settings | None = None
    stdout: Stdout | None = None


def emit(kind: str, process: int, *details: str | int) -> None:
    """Append an event to the record. A record that is full ends the process."""
    run = Here.run
    if run is None:
        return
    texts = [quoted(item) if isinstance(item, str) else str(int(item)) for item in details]
    event = f"[{quoted(kind)}, {process}{''.join(f', {text}' for text in texts)}]\n"
    try:
        # The very string that the guard knows: only thus may the record be opened.
        descriptor = _open(run.record, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
        try:
            _write(descriptor, event.encode("ascii"))
        finally:
            _close(descriptor)
    except OSError as error:
        if error.errno == errno.EFBIG:
            _exit_now(1)
        raise


class Stdout(io.TextIOBase):
    """Standard output: whole lines into the record, each thread's apart from the others'."""

    name = "<stdout>"
    mode = "w"
    encoding = "utf-8"
    errors = "replace"
    line_buffering = True

    def __init__(self) -> None:
        self.buffer = _Bytes(self)
        self._begun: dict[int, tuple[str, str]] = {}

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return 1

    def reconfigure(self, **_options: object) -> None:
        """Accepted, as on a real stream; there is nothing to change."""

    def write(self, text: str, /) -> int:
        if self.closed:
            raise ValueError("I/O operation on closed file.")
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        thread = threading.get_ident()
        name, begun = self._begun.pop(thread, ("", ""))
        if not name:
            name = threading.current_thread().name
        lines, newline, rest = (begun + text).rpartition("\n")
        self._emit(thread, name, lines + newline)
        if len(rest) >= CHUNK:
            self._emit(thread, name, rest)
        elif rest:
            self._begun[thread] = (name, rest)
        return len(text)

    def flush(self) -> None:
        for thread in list(self._begun):
            name, rest = self._begun.pop(thread, ("", ""))
            self._emit(thread, name, rest)

    def forget(self) -> None:
        """In a forked process: what others have begun is theirs to finish."""
        self._begun.clear()

    @staticmethod
    def _emit(thread: int, name: str, text: str) -> None:
        process = _getpid()
        for start in range(0, len(text), CHUNK):
            emit("write", process, thread, name, text[start : start + CHUNK])


class _Bytes(io.RawIOBase):
    def __init__(self, stream: Stdout) -> None:
        self._stream = stream

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self._stream.write(bytes(data).decode("utf-8", "replace"))
        return len(data)


def patch() -> None:
    """Put wrappers around what a run shortens or records. They pass on what is in no run."""
    pace.patch()
    os.fork = _announcing_fork(os.fork)
    for name in ("wait", "wait3", "wait4", "waitpid"):
        setattr(os, name, _telling_exits(getattr(os, name)))
    if hasattr(os, "waitid"):
        os.waitid = _telling_exit(os.waitid)
    os.write = _recorded_write(os.write)
    os._exit = _flushing(os._exit)
    _posixsubprocess.fork_exec = _through_start(_posixsubprocess.fork_exec)
    os.register_at_fork(after_in_child=_forked)
    # One way to start a program is enough to watch. It keeps, too, what was replaced above.
    vars(import_module("subprocess"))["_USE_POSIX_SPAWN"] = False


def _announcing_fork(fork: Callable[[], int]) -> Callable[[], int]:
    @wraps(fork)
    def announcing() -> int:
        pid = fork()
        if pid:
            emit("process", pid)
        return pid

    return announcing


def _forked() -> None:
    pace.forked(started=Here.run is not None)
    if Here.stdout is not None:
        Here.stdout.forget()
    emit("process", _getpid())


def _telling_exits(wait: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(wait)
    def telling(*arguments: Any) -> Any:
        if os.WNOHANG not in arguments[1:]:
            rest()
        result = wait(*arguments)
        pid, status = result[:2]
        if pid and (os.WIFEXITED(status) or os.WIFSIGNALED(status)):
            emit("exit", pid, os.waitstatus_to_exitcode(status))
        return result

    return telling


def _telling_exit(wait: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(wait)
    def telling(*arguments: Any) -> Any:
        if not arguments[2] & os.WNOHANG:
            rest()
        result = wait(*arguments)
        if result and result.si_code in (os.CLD_EXITED, os.CLD_KILLED, os.CLD_DUMPED):
            killed = result.si_code != os.CLD_EXITED
            emit("exit", result.si_pid, -result.si_status if killed else result.si_status)
        return result

    return telling


def _recorded_write(write: Callable[[int, Any], int]) -> Callable[[int, Any], int]:
    @wraps(write)
    def recorded(descriptor: int, data: Any, /) -> int:
        if descriptor == 1 and Here.stdout is not None:
            return Here.stdout.buffer.write(data)
        return write(descriptor, data)

    return recorded


def _flushing(exit_now: Callable[..., NoReturn]) -> Callable[..., NoReturn]:
    @wraps(exit_now)
    def flushing(status: int) -> NoReturn:
        if Here.stdout is not None:
            Here.stdout.flush()
        exit_now(status)

    return flushing


def _through_start(fork_exec: Callable[..., int]) -> Callable[..., int]:
    """Let every fresh interpreter begin in ``start.py``; refuse all other programs."""

    def through_start(arguments: Any, executables: Any, *others: Any) -> int:
        run = Here.run
        if run is None:
            return fork_exec(arguments, executables, *others)
        command = [os.fsencode(argument) for argument in arguments]
        if not os.path.basename(command[0]).startswith(b"python"):
            run.refuse("subprocess.Popen")
        run.count_process()
        command[:1] = [os.fsencode(item) for item in run.interpreter]
        pid = fork_exec(command, [command[0]], *others)
        if not _is_helper(command):
            emit("process", pid)
        return pid

    return through_start


def _is_helper(command: list[bytes]) -> bool:
    return any(part.startswith(tuple(map(str.encode, HELPERS))) for part in command)


def begin(run: Settings) -> None:
    """Let this process belong to a run: what it does is recorded from now on, and guarded."""
    sys.excepthook = _recording(sys.excepthook)
    threading.excepthook = _recording_args(threading.excepthook)
    if "multiprocessing.process" in sys.modules:
        process_class = sys.modules["multiprocessing.process"].BaseProcess
        process_class._bootstrap = _recording_bootstrap(process_class._bootstrap)
        process_class.join = _resting(process_class.join)
    site.setquit()  # the interpreter is started without site, but not to withhold `exit` and `quit`
    hide_machinery()
    Here.run = run
    if os.path.samestat(os.fstat(1), os.stat(run.stdout)):
        Here.stdout = Stdout()
        sys.stdout = sys.__stdout__ = Here.stdout  # type: ignore[misc,assignment]
    pace.begin(run.scale, run.began, lambda kind, *more: emit(kind, _getpid(), *more))
    run.watch(emit)


def hide_machinery() -> None:
    """Make the modules that run the program unreachable for its imports."""
    for name in list(sys.modules):
        if name.split(".")[0] == "tminus":
            del sys.modules[name]
    sys.modules["tminus"] = None  # type: ignore[assignment]


def report(error: BaseException) -> None:
    """Record that nobody caught an exception."""
    if isinstance(error, SystemExit):
        return
    try:
        message = str(error.msg if isinstance(error, SyntaxError) else error)
    except Exception:
        message = "(its message could not be made)"
    emit("uncaught", _getpid(), type(error).__name__, message[:2000])


def _recording(hook: Callable[..., object]) -> Callable[..., None]:
    @wraps(hook)
    def recording(kind: Any, error: Any, trace: Any) -> None:
        report(error)
        hook(kind, error, trace)

    return recording


def _recording_args(hook: Callable[[Any], object]) -> Callable[[Any], None]:
    def recording(args: Any, /) -> None:
        if args.exc_value is not None:
            report(args.exc_value)
        hook(args)

    return recording


def _recording_bootstrap(bootstrap: Callable[..., int]) -> Callable[..., int]:
    """A process of multiprocessing's catches what its ``run`` raises: look before it does."""

    @wraps(bootstrap)
    def recording(self: Any, *arguments: Any, **named: Any) -> int:
        run = self.run

        def recorded() -> None:
            try:
                run()
            except BaseException as error:
                report(error)
                raise

        self.run = recorded
        return bootstrap(self, *arguments, **named)

    return recording


def rest() -> None:
    """Tell that this process will do nothing more until another one ends, if it is so."""
    if threading.active_count() == 1:
        emit("rests", _getpid())


def _resting(join: Callable[..., None]) -> Callable[..., None]:
    @wraps(join)
    def resting(self: Any, timeout: Any = None) -> None:
        if timeout is None:
            rest()
        join(self, timeout)

    return resting


def run_program(source: bytes, path: str, name: str, scenario: FunctionType | None) -> NoReturn:
    """Be the program: run it under this name, then the scenario, and end as it ends."""
    own = _getpid()
    module = fresh_module("__main__")
    if name != "__main__":
        module = fresh_module(name)
    vars(module)["__file__"] = path
    code = 0
    try:
        exec(compile(source, path, "exec", dont_inherit=True), vars(module))
        if scenario is not None and _getpid() == own:
            scenario(module)
    except BaseException as error:
        code = uncaught(error)
    finish(code)


def fresh_module(name: str) -> ModuleType:
    """A new, empty module of that name, in place of any other."""
    module = sys.modules[name] = ModuleType(name)
    vars(module)["__builtins__"] = builtins
    return module


def uncaught(error: BaseException) -> int:
    """Do with an exception at the end of the main thread what Python does; the exit code."""
    if isinstance(error, SystemExit):
        if error.code is None or isinstance(error.code, int):
            return (error.code or 0) & 0xFF
        print(error.code, file=sys.stderr)
        return 1
    trace = error.__traceback__.tb_next if error.__traceback__ else None
    try:
        sys.excepthook(type(error), error, trace)
    except BaseException as second:
        report(second)
    return 1


def finish(code: int) -> NoReturn:
    """End this process as an interpreter ends: threads, exit functions, open lines."""
    sys.unraisablehook = _recording_args(sys.unraisablehook)
    rest()
    try:
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
    except BaseException as error:
        report(error)
        code = 1
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except Exception:
        code = 120
    if Here.stdout is not None:
        Here.stdout.flush()
    emit("end", _getpid(), code)
    _exit_now(code)
