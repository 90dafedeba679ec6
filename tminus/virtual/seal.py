"""Give the program callables that lead nowhere.

A Python function shows its globals, its closure and its code to whoever has
it. What a program under test is given of the virtual world (``time.sleep``,
``Lock.acquire``, ``sys.stdout.write`` …) must not, for they lead to the
scheduler and to the record. A sealed callable is one of C's, that keeps the
function where no attribute reaches it.
"""

from __future__ import annotations

import functools
from types import FunctionType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

OURS = [False]
"""Whether it is we who ask for a frame, just now: that need not be looked into."""

# With no room to remember anything it calls its function each time, and binds as a method.
_wrap: Any = functools._lru_cache_wrapper


def seal(function: Callable[..., Any], name: str = "") -> Any:
    """A callable of C's that does what ``function`` does."""
    sealed = _wrap(function, 0, False, None)
    sealed.__name__ = name or getattr(function, "__name__", "")
    sealed.__qualname__ = name or getattr(function, "__qualname__", "")
    sealed.__doc__ = function.__doc__
    return sealed


def seal_class(kind: type) -> None:
    """Seal the methods that a class defines."""
    for name, value in list(vars(kind).items()):
        if isinstance(value, FunctionType):
            setattr(kind, name, seal(value))
        elif isinstance(value, staticmethod):
            setattr(kind, name, staticmethod(seal(value.__func__)))


def seal_names(space: dict[str, Any]) -> None:
    """Seal the functions of a namespace."""
    for name, value in space.items():
        if isinstance(value, FunctionType):
            space[name] = seal(value)
