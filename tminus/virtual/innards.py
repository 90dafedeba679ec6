"""Keep a program under test away from the interpreter's innards.

What lies in one process can be reached from anywhere in it, with enough
patience. This closes the known ways: names that lead from an object to what
lies behind it (in the program's text, in what it compiles, and where it puts
them together for ``getattr``), frames, code objects made by hand, modules of
C that would undo the virtual ones, and signal handlers, to which frames are
handed.
"""

from __future__ import annotations

import _imp
import _operator
import _signal  # type: ignore[import-not-found]
import operator
import os
import re
import signal
import sys
from sys import _getframe
from types import CodeType
from typing import TYPE_CHECKING, Any

from tminus.virtual.seal import seal

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

NAMES = frozenset(
    {
        "__closure__",
        "__getattribute__",
        "__globals__",
        "__subclasses__",
        "_call_with_frames_removed",
        "_current_frames",
        "_getframe",
        "ag_frame",
        "cell_contents",
        "cr_frame",
        "create_builtin",
        "create_dynamic",
        "exec_builtin",
        "exec_dynamic",
        "f_back",
        "f_builtins",
        "f_globals",
        "f_locals",
        "gi_frame",
        "gr_frame",
        "tb_frame",
    }
)
"""Attributes that lead from what a program may have to what it may not."""

_WORD = re.compile(r"(?<!\w)(?:" + "|".join(sorted(NAMES)) + r")(?!\w)")
_HERE = os.path.dirname(__file__) + os.sep
_LIBRARY = os.path.dirname(os.__file__) + os.sep
_SITE = _LIBRARY + "site-packages" + os.sep

# Modules of the standard library that look at frames and hand none out.
_MAY_LOOK = frozenset(
    _LIBRARY + name.replace("/", os.sep)
    for name in (
        "_pydecimal.py",
        "_strptime.py",
        "collections/__init__.py",
        "contextlib.py",
        "dataclasses.py",
        "doctest.py",
        "enum.py",
        "functools.py",
        "logging/__init__.py",
        "sysconfig.py",
        "threading.py",
        "traceback.py",
        "types.py",
        "typing.py",
        "unittest/case.py",
        "warnings.py",
    )
)
_HANDS_OUT = frozenset({"walk_stack", "walk_tb", "currentframe", "<lambda>"})
_FRAMES = frozenset({"tb_frame", "gi_frame", "cr_frame", "ag_frame"})

_KEPT = frozenset(
    {"_ctypes", "_imp", "_operator", "_posixsubprocess", "_signal", "_thread", "builtins"}
    | {"_testcapi", "_testinternalcapi", "_xxsubinterpreters", "_interpreters"}
    | {"greenlet", "greenlet._greenlet", "marshal", "mmap", "posix", "sys", "time", "tminus"}
)
"""Modules that a program gets as they stand, or not at all."""

_ASKING = ("getsignal", "strsignal", "valid_signals", "default_int_handler")


def mentioned(code: CodeType) -> str | None:
    """Which name of the innards a piece of code mentions, if any."""
    return _in_values((code.co_names, code.co_consts))


def _in_values(values: Any) -> str | None:
    for value in values:
        found = None
        if isinstance(value, CodeType):
            found = mentioned(value)
        elif isinstance(value, (tuple, frozenset)):
            found = _in_values(value)
        elif isinstance(value, (str, bytes)):
            text = value if isinstance(value, str) else value.decode("latin-1")
            match = _WORD.search(text)
            found = match and match[0]
        if found:
            return found
    return None


def watchers(refuse: Callable[[str], Any]) -> dict[str, Callable[[tuple[Any, ...]], None]]:
    """For audit events, what looks at their arguments; ``refuse`` raises."""
    looking = False

    def check_code(code: object) -> None:
        if isinstance(code, CodeType) and (name := mentioned(code)):
            refuse(f"the interpreter's innards ({name})")

    def on_exec(args: tuple[Any, ...]) -> None:
        nonlocal looking
        code = args[0]
        if looking or not isinstance(code, CodeType):
            return
        looking = True
        try:
            behind = _getframe(2).f_code.co_filename
        finally:
            looking = False
        ours = code.co_filename.startswith(_LIBRARY) and not code.co_filename.startswith(_SITE)
        if behind.startswith(_HERE) or (ours and behind.startswith(("<frozen", _LIBRARY))):
            return
        check_code(code)

    def on_code(_args: tuple[Any, ...]) -> None:
        nonlocal looking
        if looking:
            return
        looking = True
        try:
            behind = _getframe(2).f_code.co_filename
        finally:
            looking = False
        if not behind.startswith((_HERE, _LIBRARY)):
            refuse("code objects made by hand")

    def on_function(args: tuple[Any, ...]) -> None:
        check_code(args[0])

    def look(what: str) -> None:
        nonlocal looking
        if looking:
            return
        looking = True
        try:
            frame = _getframe(3)  # behind this, what called it, and the hook
            name, code = frame.f_code.co_filename, frame.f_code
            allowed = name.startswith((_HERE, "<frozen")) or name in _MAY_LOOK
            if allowed and code.co_name in _HANDS_OUT and not name.startswith(_HERE):
                behind = frame.f_back
                allowed = behind is not None and behind.f_code.co_filename.startswith((name, _HERE))
        finally:
            looking = False
        if not allowed:
            refuse(f"the interpreter's innards ({what})")

    def on_getattr(args: tuple[Any, ...]) -> None:
        if args[1] in _FRAMES:
            look(args[1])

    def on_setattr(args: tuple[Any, ...]) -> None:
        if args[1] == "__code__":
            check_code(args[2])

    def on_getframe(_args: tuple[Any, ...]) -> None:
        look("_getframe")

    return {
        "code.__new__": on_code,
        "exec": on_exec,
        "function.__new__": on_function,
        "object.__getattr__": on_getattr,
        "object.__setattr__": on_setattr,
        "sys._getframe": on_getframe,
    }


def close(names: dict[str, Any], refuse: Callable[[str], Any]) -> None:
    """Close what no audit event tells of; ``names`` are the program's own builtins."""

    def check(name: object) -> None:
        if isinstance(name, str) and _WORD.search(name):
            refuse(f"the interpreter's innards ({name})")

    real_getattr, real_getter, real_caller = getattr, operator.attrgetter, operator.methodcaller

    def checked_getattr(thing: object, name: str, *default: object) -> Any:
        check(name)
        return real_getattr(thing, name, *default)

    def attrgetter(*wanted: str) -> Any:
        for name in wanted:
            check(name)
        return real_getter(*wanted)

    def methodcaller(name: str, /, *args: Any, **kwargs: Any) -> Any:
        check(name)
        return real_caller(name, *args, **kwargs)

    names["getattr"] = seal(checked_getattr, "getattr")
    for module in (operator, _operator):
        _put(module, attrgetter, methodcaller)
    _close_modules(refuse)
    _close_signals(refuse)

    def accept(_function: object = None) -> None:
        """Take a trace function; it is not called."""

    _put(sys, settrace=accept, setprofile=accept)


def _put(module: ModuleType, *functions: Callable[..., Any], **named: Callable[..., Any]) -> None:
    for function in functions:
        setattr(module, function.__name__, seal(function))
    for name, function in named.items():
        setattr(module, name, seal(function, name))


def _close_modules(refuse: Callable[[str], Any]) -> None:
    builtin, dynamic = _imp.create_builtin, _imp.create_dynamic

    def create_builtin(spec: Any) -> ModuleType:
        name = str(spec.name)
        if name in _KEPT:
            refuse(f"a second {name}")
        return builtin(spec)

    def create_dynamic(spec: Any, file: Any = None) -> ModuleType:
        name = str(spec.name)
        if name in _KEPT or not str(spec.origin).startswith((_LIBRARY, sys.base_exec_prefix)):
            refuse(f"a second {name}")
        if "greenlet" in str(spec.origin):
            refuse("greenlet")
        return dynamic(spec, file)

    _put(_imp, create_builtin, create_dynamic)


def _close_signals(refuse: Callable[[str], Any]) -> None:
    """Handlers are taken and never called; what would send or await a signal is refused."""
    handlers: dict[int, Any] = {}

    def set_handler(number: int, handler: Any, /) -> Any:
        if not callable(handler) and handler not in (signal.SIG_DFL, signal.SIG_IGN):
            raise TypeError(
                "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object"
            )
        before = handlers.get(int(number), signal.SIG_DFL)
        handlers[int(number)] = handler
        return before

    def get_handler(number: int, /) -> Any:
        return handlers.get(int(number), signal.SIG_DFL)

    def refused(name: str) -> Callable[..., Any]:
        return lambda *_args: refuse(f"signal.{name}")

    for module in (signal, _signal):
        for name, value in list(vars(module).items()):
            sends = callable(value) and not isinstance(value, type) and name[0] != "_"
            if sends and name not in _ASKING:
                _put(module, **{name: refused(name)})
        _put(module, signal=set_handler, getsignal=get_handler)
