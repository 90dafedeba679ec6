"""Tell plain programs: those of which nothing is left when they have run.

The runs of a plain program may share a process. It imports only what is listed here: modules
whose state is put back after each run, or that have none. It uses what it imports where that
stands, to call it, to derive from it, to catch it, or as what a thread is to do, and hands it on
to nobody. It sets attributes of its own objects only, opens nothing, and uses no name by which
Python lets a program do any of this unseen. Most repairs are plain. Whether one is, is told from
its text, and in doubt it is not.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MODULES = {
    "__future__": {"annotations"},
    "abc": {"ABC", "abstractmethod"},
    "collections": {"Counter", "OrderedDict", "defaultdict", "deque", "namedtuple"},
    "contextlib": {"ExitStack", "closing", "contextmanager", "nullcontext", "suppress"},
    "dataclasses": {"dataclass", "field"},
    "enum": {"Enum", "Flag", "IntEnum", "auto"},
    "functools": {"cache", "cached_property", "lru_cache", "partial", "reduce"},
    "itertools": {"chain", "count", "cycle", "islice", "product", "repeat", "takewhile"},
    "math": {"ceil", "floor", "inf", "isclose"},
    "queue": {"Empty", "Full", "LifoQueue", "PriorityQueue", "Queue", "SimpleQueue"},
    "random": {"choice", "random", "randint", "randrange", "sample", "shuffle", "uniform"},
    "socket": {"error", "timeout"},
    "threading": {"Barrier", "BoundedSemaphore", "BrokenBarrierError", "Condition", "Event"}
    | {"Lock", "RLock", "Semaphore", "Thread", "ThreadError", "Timer", "active_count"}
    | {"current_thread", "enumerate", "get_ident", "local", "main_thread"},
    "time": {"monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "sleep", "time"}
    | {"time_ns"},
    "typing": {"Any", "Callable", "ClassVar", "Dict", "Final", "Iterable", "Iterator", "List"}
    | {"Optional", "Sequence", "Tuple", "Union"},
}
"""What a plain program may import, and what of it it may use."""
NAMES = frozenset(
    {"breakpoint", "compile", "copyright", "credits", "delattr", "dir", "eval", "exec", "exit"}
    | {"getattr", "globals", "help", "input", "license", "locals", "open", "quit", "setattr"}
    | {"type", "vars"}
)
"""Built-in functions that it does not use."""
ATTRIBUTES = frozenset({"mro", "register"})
"""Nor these attributes, of whatever it is."""
OF_THREADS = frozenset({"daemon", "name"})
"""Attributes that it may set of whatever it is."""
SPECIAL = frozenset(
    {"__call__", "__doc__", "__enter__", "__eq__", "__exit__", "__file__", "__hash__", "__init__"}
    | {"__init_subclass__", "__iter__", "__len__", "__lt__", "__main__", "__name__", "__new__"}
    | {"__next__", "__post_init__", "__qualname__", "__repr__", "__slots__", "__str__"}
)
"""Names with underscores on both sides that it may use."""


def is_plain(tree: ast.Module) -> bool:
    """Whether the runs of a program may share a process; see the module."""
    imported: dict[str, str] = {}
    own = {"self", "cls"}
    placed: set[ast.AST] = set()
    nodes = list(ast.walk(tree))
    for node in nodes:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            bound = _imported(node)
            if bound is None:
                return False
            imported.update(bound)
        elif isinstance(node, ast.ClassDef):
            own.add(node.name)
        elif isinstance(node, ast.MatchClass):
            return False
        placed.update(_in_place(node))
    if own & imported.keys():
        return False
    return all(_is_plain(node, imported, own, placed) for node in nodes)


def _imported(node: ast.Import | ast.ImportFrom) -> dict[str, str] | None:
    """The names that an import binds: to a module's name, or to an empty one for what is of it.

    ``None`` where it imports what no plain program does.
    """
    if isinstance(node, ast.Import):
        if any(alias.name not in MODULES for alias in node.names):
            return None
        return {alias.asname or alias.name: alias.name for alias in node.names}
    members = MODULES.get(node.module or "", set())
    if node.level or any(alias.name not in members for alias in node.names):
        return None
    return {alias.asname or alias.name: "" for alias in node.names}


def _in_place(node: ast.AST) -> Iterator[ast.AST]:
    """What is called, derived from, caught, a thread's target or a kind in an annotation."""
    if isinstance(node, ast.Call):
        yield node.func
        yield from (given.value for given in node.keywords if given.arg == "target")
    elif isinstance(node, ast.ClassDef):
        yield from (*node.bases, *node.decorator_list)
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        yield from node.decorator_list
        if node.returns is not None:
            yield from ast.walk(node.returns)
    elif isinstance(node, ast.ExceptHandler) and node.type is not None:
        yield from (node.type, *getattr(node.type, "elts", ()))
    elif isinstance(node, (ast.AnnAssign, ast.arg)) and node.annotation is not None:
        yield from ast.walk(node.annotation)
    elif isinstance(node, ast.Attribute):
        yield node.value  # the attribute is looked at itself


def _is_plain(node: ast.AST, imported: dict[str, str], own: set[str], placed: set[ast.AST]) -> bool:
    if isinstance(node, ast.Name):
        if node.id in imported:
            return node in placed and isinstance(node.ctx, ast.Load)
        return node.id not in NAMES and _is_usual(node.id)
    if not isinstance(node, ast.Attribute):
        return True
    if node.attr in ATTRIBUTES or not _is_usual(node.attr):
        return False
    root: ast.expr = node
    while isinstance(root, ast.Attribute):
        root = root.value
    name = root.id if isinstance(root, ast.Name) else ""
    if not isinstance(node.ctx, ast.Load):
        return (node.attr in OF_THREADS and name not in imported) or name in own
    if name not in imported:
        return True
    module = imported[name]
    if module and node.value is root:
        return node in placed and node.attr in MODULES[module]
    return node in placed and (node.attr == "__init__" or not node.attr.startswith("_"))


def _is_usual(name: str) -> bool:
    return not name.startswith("__") or not name.endswith("__") or name in SPECIAL
