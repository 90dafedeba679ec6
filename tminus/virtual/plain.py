"""Tell plain programs: those of which nothing is left when they have run.

The runs of a plain program may share a process. It imports only modules whose state is put back
after each run, or that have none; it neither changes these modules nor reaches behind them,
opens nothing, and uses no name by which Python lets a program do any of this unseen. Most
repairs are plain. Whether one is, is told from its text, and in doubt it is not.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MODULES = frozenset(
    {"__future__", "abc", "collections", "contextlib", "dataclasses", "enum", "functools"}
    | {"itertools", "math", "queue", "random", "socket", "threading", "time", "typing"}
)
"""What a plain program may import."""
NAMES = frozenset(
    {"breakpoint", "compile", "copyright", "credits", "delattr", "dir", "eval", "exec", "exit"}
    | {"getattr", "globals", "help", "input", "license", "locals", "open", "quit", "setattr"}
    | {"vars"}
)
"""Built-in functions that it does not use."""
ATTRIBUTES = frozenset(
    {"modules", "register", "setdefaulttimeout", "setprofile", "settrace", "stack_size", "tzset"}
    | {"setprofile_all_threads", "settrace_all_threads"}
)
"""Nor these attributes, of whatever it is: they lead to what outlives a run, or change it."""
OWN = frozenset({"daemon", "name"})
"""Attributes that it may set of whatever it is, for they are a thread's."""
SPECIAL = frozenset(
    {"__call__", "__class__", "__doc__", "__enter__", "__eq__", "__exit__", "__file__", "__hash__"}
    | {"__init__", "__init_subclass__", "__iter__", "__len__", "__lt__", "__main__", "__name__"}
    | {"__new__", "__next__", "__post_init__", "__qualname__", "__repr__", "__slots__", "__str__"}
)
"""Names with underscores on both sides that it may use."""


def is_plain(tree: ast.Module) -> bool:
    """Whether the runs of a program may share a process; see the module."""
    nodes = list(ast.walk(tree))
    imported = set(_imported(nodes))
    return imported.isdisjoint({"*", ""}) and all(_is_plain(node, imported) for node in nodes)


def _imported(nodes: list[ast.AST]) -> Iterator[str]:
    """The names that imports bind; an empty one for what is not to be imported."""
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                module = alias.name.partition(".")[0]
                yield (alias.asname or module) if alias.name in MODULES else ""
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                whole = node.module in MODULES and not node.level
                yield (alias.asname or alias.name) if whole else ""


def _is_plain(node: ast.AST, imported: set[str]) -> bool:
    if isinstance(node, ast.Name):
        return node.id not in NAMES and _is_usual(node.id)
    if not isinstance(node, ast.Attribute):
        return True
    if node.attr in ATTRIBUTES or not _is_usual(node.attr):
        return False
    root: ast.expr = node
    while isinstance(root, ast.Attribute):
        root = root.value
    if isinstance(root, ast.Name) and root.id not in imported:
        return True
    if isinstance(node.ctx, ast.Load):
        return not node.attr.startswith("_") or not isinstance(root, ast.Name)
    return node.attr in OWN and not isinstance(root, ast.Name)


def _is_usual(name: str) -> bool:
    return not name.startswith("__") or not name.endswith("__") or name in SPECIAL
