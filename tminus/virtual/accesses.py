"""What a program's statements touch, told by the calls put into it (see `statements`)."""

from __future__ import annotations

from collections import deque
from types import (
    BuiltinFunctionType,
    FunctionType,
    GeneratorType,
    MethodType,
    ModuleType,
    NoneType,
)
from typing import TYPE_CHECKING, Any

from tminus.virtual.dependence import ANYTHING, READ, WRITE, name_key
from tminus.virtual.primitives import Current
from tminus.virtual.statements import Hooks

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNCHANGING = frozenset(
    {bool, bytes, complex, float, frozenset, int, range, str, tuple, type, NoneType, super}
    | {FunctionType, MethodType, BuiltinFunctionType, GeneratorType}
)
"""Types whose objects hold nothing that one thread could change for another."""
_CONTAINERS = (list, dict, set, deque, bytearray)
_VIEWS: tuple[type, ...] = (type({}.keys()), type({}.values()), type({}.items()))
_ONLY_READ = frozenset(
    {"copy", "count", "get", "index", "isdisjoint", "issubset", "issuperset", "items", "keys"}
    | {"maxlen", "union", "values"}
)
"""Attributes of containers that change nothing."""
_CODE = (property, staticmethod, classmethod)


def _statement() -> None:
    Current.scheduler.statement()


def _attribute(owner: Any, name: str, changed: bool) -> Any:
    scheduler = Current.scheduler
    kind = type(owner)
    if scheduler.next_tid == 1 or (kind in _UNCHANGING and kind is not type):
        return owner
    if isinstance(owner, ModuleType):
        if changed:
            scheduler.before_access()
            scheduler.note(ANYTHING, WRITE)
        elif name in getattr(owner, "__dict__", ()) and not callable(owner.__dict__[name]):
            scheduler.before_access()
            scheduler.touch(owner, name, READ)
        return owner
    if isinstance(owner, _CONTAINERS):
        scheduler.before_access()
        how = WRITE if changed or name not in _ONLY_READ else READ
        scheduler.touch(owner, "", how)
        return owner
    found = _in_class(kind, name) if kind is not type else None
    if found is not None:
        value = vars(found)[name]
        if isinstance(value, _CODE) or (callable(value) and not changed):
            return owner
    scheduler.before_access()
    if scheduler.tracing:
        scheduler.touch(owner, name, WRITE if changed else READ)
        if not changed and name not in getattr(owner, "__dict__", ()):
            holder = _in_class(owner, name) if isinstance(owner, type) else found
            if holder is not None:
                scheduler.touch(holder, name, READ)
    return owner


def _in_class(kind: type, name: str) -> type | None:
    for base in type.mro(kind):
        if name in vars(base):
            return base
    return None


def _name(name: str, changed: bool) -> None:
    scheduler = Current.scheduler
    if scheduler.next_tid > 1:
        scheduler.before_access()
        scheduler.note(name_key(name), WRITE if changed else READ)


def _content(value: Any, changed: bool | None) -> Any:
    scheduler = Current.scheduler
    if scheduler.next_tid > 1 and type(value) not in _UNCHANGING and isinstance(value, _CONTAINERS):
        scheduler.before_access()
        scheduler.touch(value, "", WRITE if changed else READ)
        if changed is None:
            scheduler.current.printed.append(value)
    return value


def _anything() -> None:
    scheduler = Current.scheduler
    if scheduler.next_tid > 1:
        scheduler.before_access()
        scheduler.note(ANYTHING, WRITE)


def _items(value: Any) -> Any:
    if isinstance(value, _VIEWS):
        return _reading(value.mapping, value)  # type: ignore[attr-defined]
    return _reading(value, value) if isinstance(value, _CONTAINERS) else value


def _reading(container: Any, items: Any) -> Iterator[Any]:
    """The items of a container that may change meanwhile: each is a look at it."""
    iterator = iter(items)
    while True:
        _content(container, changed=False)
        try:
            item = next(iterator)
        except StopIteration:
            return
        yield item


HOOKS = Hooks(_statement, _attribute, _name, _content, _anything, _items)
