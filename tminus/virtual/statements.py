"""Compile a program so that it tells of its statements, and of what they touch.

A call is put before every statement: steps are counted by it without a trace function, and it
opens the place at which threads may be switched. Calls are put around what a statement reads or
changes that another thread may see (attributes, shared variables, contents of containers), just
before it does so. The functions called are constants of the code object: no name of the program
can hide them, and none is added. Line numbers stay.

What is seen: attributes of any object by its own text, with the class in which they are found;
global and enclosed variables; contents of lists, dicts, sets and the like, in doubt as changed.
``eval``, ``globals`` and their like touch everything. What is not seen: attributes that code
outside of the program reads or sets on the program's own objects, and methods that are replaced
in a class while it is in use.
"""

from __future__ import annotations

import ast
import symtable
import warnings
from types import CodeType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_HOOK = "\0hook "
_STATEMENTS = ("body", "orelse", "finalbody")
_BODIES = (*_STATEMENTS, "handlers", "cases")
_ONLY_READ = frozenset(
    {"all", "any", "bool", "dict", "float", "format", "frozenset", "hash", "id", "int"}
    | {"isinstance", "len", "list", "max", "min", "print", "range", "repr", "reversed", "set"}
    | {"sorted", "str", "sum", "tuple", "type"}
)
"""Built-in functions that change none of their arguments."""
_LAZY = frozenset({"enumerate", "filter", "iter", "map", "zip"})
"""Those that read them one item after another, later."""
_STARTS_NOTHING = frozenset(
    {"Barrier", "BoundedSemaphore", "Condition", "Counter", "Event", "LifoQueue", "Lock"}
    | {"PriorityQueue", "Queue", "RLock", "Semaphore", "SimpleQueue", "Thread", "defaultdict"}
    | {"deque", "dict", "len", "list", "local", "print", "range", "set"}
)
"""What a program may call, and no thread is started by it."""
_MAKES_CODE = frozenset({"__import__", "compile", "eval", "exec"})
_ANYTHING = frozenset(
    {"delattr", "eval", "exec", "getattr", "globals", "hasattr", "locals", "setattr", "vars"}
)
"""Those that may touch anything."""


class Hooks(NamedTuple):
    """What the compiled program calls; all but the first, third and fifth return their argument.

    ``statement()`` before each statement; ``attribute(owner, name, changed)`` before an attribute
    is read or changed; ``name(name, changed)`` the same for a variable; ``content(value, changed)``
    for what a container holds (``None``: it is printed, so it is read later); ``items(value)``
    gives what is iterated over; ``anything()`` before what may touch whatever there is.
    """

    statement: Callable[[], None]
    attribute: Callable[[Any, str, bool], Any]
    name: Callable[[str, bool], None]
    content: Callable[[Any, bool | None], Any]
    anything: Callable[[], None]
    items: Callable[[Any], Any]


def parse(source: bytes | str, filename: str) -> ast.Module:
    """The tree of a program. Raises what `compile` raises for it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source, filename)


def makes_code(tree: ast.Module) -> bool:
    """Whether a program may run code that it makes itself, of which nothing is told."""
    return any(isinstance(node, ast.Name) and node.id in _MAKES_CODE for node in ast.walk(tree))


def compile_announced(tree: ast.Module, source: str, filename: str, hooks: Hooks) -> CodeType:
    """Compile a tree, which is changed, with the calls of ``hooks`` put in.

    Raises what `compile` raises for it: `SyntaxError`, `ValueError`, `MemoryError`,
    `RecursionError`.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        shared = _shared_names(tree, symtable.symtable(source, filename, "exec"))
        tree = _Accesses(tree, shared).visit(tree)
        nodes: list[ast.AST] = [tree]
        while nodes:  # modules, statements, handlers and cases: no expression holds a statement
            node = nodes.pop()
            for field in _BODIES:
                body = getattr(node, field, None)
                if isinstance(body, list):
                    nodes += body
                    if field in _STATEMENTS:
                        setattr(node, field, _announced(body))
        code = compile(ast.fix_missing_locations(tree), filename, "exec", dont_inherit=True)
    return _with_hooks(code, {_HOOK + name: hook for name, hook in hooks._asdict().items()})


def _call(hook: str, at: ast.AST, *given: ast.expr) -> ast.Call:
    function = ast.copy_location(ast.Constant(_HOOK + hook), at)
    return ast.copy_location(ast.Call(function, list(given), []), at)


def _announced(body: list[ast.stmt]) -> list[ast.stmt]:
    result: list[ast.stmt] = []
    told = False
    for position, statement in enumerate(body):
        first_string = (
            position == 0
            and isinstance(statement, ast.Expr)
            and isinstance(statement.value, ast.Constant)
            and isinstance(statement.value.value, str)
        )
        from_future = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
        hook = isinstance(statement, ast.Expr) and _is_hook(statement.value)
        if not first_string and not from_future and not told:
            result.append(ast.copy_location(ast.Expr(_call("statement", statement)), statement))
        told = hook  # it belongs to what follows
        result.append(statement)
    return result


def _is_hook(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Constant)
        and str(node.func.value).startswith(_HOOK)
    )


def _with_hooks(code: CodeType, hooks: dict[str, Any]) -> CodeType:
    """The code with the functions to call put in for their placeholders."""

    def put_in(constant: object) -> object:
        if isinstance(constant, CodeType):
            return _with_hooks(constant, hooks)
        return hooks.get(constant, constant) if isinstance(constant, str) else constant

    return code.replace(co_consts=tuple(map(put_in, code.co_consts)))


def _shared_names(tree: ast.Module, table: symtable.SymbolTable) -> frozenset[str]:
    """Variables of which one thread may see what another does to them.

    Those of the module that functions use, but for what is bound before a thread may be
    started; and those of functions that inner functions see, where they are bound more than once.
    """
    bound: dict[str, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            bound[node.id] = bound.get(node.id, 0) + 1
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            bound[node.target.id] = bound.get(node.target.id, 0) + 1
        elif isinstance(node, ast.arg):
            bound[node.arg] = bound.get(node.arg, 0) + 1
    loops = [node for node in ast.walk(tree) if isinstance(node, (ast.For, ast.While))]
    again = {
        node.id
        for loop in loops
        for node in ast.walk(loop)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    early: set[str] = set()
    for statement in tree.body:
        if not _starts_nothing(statement):
            break
        early |= _bound_by(statement)
    inner: set[str] = set()
    declared: set[str] = set()
    tables = list(table.get_children())
    while tables:
        scope = tables.pop()
        tables += scope.get_children()
        for symbol in scope.get_symbols():
            name = symbol.get_name()
            if symbol.is_free():
                if bound.get(name, 0) > 1 or name in again:
                    inner.add(name)
            elif symbol.is_global():
                inner.add(name)
                if symbol.is_declared_global():
                    declared.add(name)
    module = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned()}
    module |= {symbol.get_name() for symbol in table.get_symbols() if symbol.is_imported()}
    once = {name for name in early if bound.get(name, 0) <= 1 and name not in declared}
    functions = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_namespace()}
    unknown = inner - module - declared  # built-in functions, or variables of an outer function
    return frozenset(inner - once - (unknown - bound.keys()) - (functions & early - declared))


def _starts_nothing(statement: ast.stmt) -> bool:
    """Whether no thread can be started by a statement."""
    if isinstance(statement, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)):
        return True
    calls = [node.func for node in ast.walk(statement) if isinstance(node, ast.Call)]
    return all(
        isinstance(function, (ast.Name, ast.Attribute))
        and (function.id if isinstance(function, ast.Name) else function.attr) in _STARTS_NOTHING
        for function in calls
    )


def _bound_by(statement: ast.stmt) -> set[str]:
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {statement.name}
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return {alias.asname or alias.name.partition(".")[0] for alias in statement.names}
    return {
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


class _Accesses(ast.NodeTransformer):
    """Puts hooks around what a program reads and changes."""

    def __init__(self, tree: ast.Module, shared: frozenset[str]) -> None:
        self.shared = shared
        self.own = {
            node.name
            for node in ast.walk(tree)
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        }

    # -- variables ---------------------------------------------------------

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id not in self.shared or not isinstance(node.ctx, ast.Load):
            return node
        told = _call("name", node, ast.Constant(node.id), ast.Constant(False))
        return ast.copy_location(ast.BoolOp(ast.Or(), [told, node]), node)

    def _told(self, names: Iterable[str], at: ast.AST) -> list[ast.stmt]:
        """Statements that say that these variables are changed."""
        return [
            ast.copy_location(
                ast.Expr(_call("name", at, ast.Constant(name), ast.Constant(True))), at
            )
            for name in sorted(names)
            if name in self.shared
        ]

    def _value(self, value: ast.expr, targets: Iterable[ast.AST]) -> ast.expr:
        """A value that is bound to variables: their change is told when it is known."""
        names = {
            node.id
            for target in targets
            for node in ast.walk(target)
            if isinstance(node, ast.Name) and node.id in self.shared
        }
        for name in sorted(names):
            told = _call("name", value, ast.Constant(name), ast.Constant(True))
            pair = ast.Tuple([value, told], ast.Load())
            first = ast.Subscript(pair, ast.Constant(0), ast.Load())
            value = ast.copy_location(first, value)
        return value

    def visit_Assign(self, node: ast.Assign) -> ast.stmt:
        self.generic_visit(node)
        node.value = self._value(node.value, node.targets)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt:
        if node.value is not None:
            value: ast.expr = self.visit(node.value)
            node.value = self._value(value, [node.target])
        node.target = self.visit(node.target)
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> list[ast.stmt]:
        calls = any(isinstance(one, ast.Call) for one in ast.walk(node.value))
        plain = isinstance(node.value, ast.Constant)
        self.generic_visit(node)
        if not isinstance(node.target, ast.Name):
            return [node]
        before = self._told({node.target.id}, node)  # it is read before the value is known
        if not plain:
            old = ast.copy_location(ast.Name(node.target.id, ast.Load()), node)
            changed = _call("content", node, old, ast.Constant(True))
            before.append(ast.copy_location(ast.Expr(changed), node))
        if calls:
            node.value = self._value(node.value, [node.target])
        return [*before, node]

    def visit_NamedExpr(self, node: ast.NamedExpr) -> ast.expr:
        self.generic_visit(node)
        node.value = self._value(node.value, [node.target])
        return node

    def visit_For(self, node: ast.For) -> ast.stmt:
        node.iter = self._items(self.visit(node.iter))
        self._rest(node, "iter")
        node.body[:0] = self._told(_names_in(node.target), node)
        return node

    def visit_With(self, node: ast.With) -> ast.stmt:
        self.generic_visit(node)
        names = {name for item in node.items for name in _names_in(item.optional_vars)}
        node.body[:0] = self._told(names, node)
        return node

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        self.generic_visit(node)
        node.body[:0] = self._told({node.name or ""}, node)
        return node

    def _definition(self, node: Any) -> Any:
        node.body = self._statements(node.body)
        node.decorator_list = [self.visit(one) for one in node.decorator_list]
        if isinstance(node, ast.ClassDef):
            node.bases = [self.visit(one) for one in node.bases]
        else:
            node.args.defaults = [self.visit(one) for one in node.args.defaults]
            node.args.kw_defaults = [one and self.visit(one) for one in node.args.kw_defaults]
        return [*self._told({node.name}, node), node]

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = _definition

    def _statements(self, body: list[ast.stmt]) -> list[ast.stmt]:
        result: list[ast.stmt] = []
        for statement in body:
            visited = self.visit(statement)
            result += visited if isinstance(visited, list) else [visited]
        return result

    def _import(self, node: Any) -> Any:
        if getattr(node, "module", "") == "__future__":
            return node
        return [*self._told(_bound_by(node), node), node]

    visit_Import = visit_ImportFrom = _import

    # -- attributes and containers ------------------------------------------

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        self.generic_visit(node)
        changed = ast.Constant(not isinstance(node.ctx, ast.Load))
        node.value = _call("attribute", node.value, node.value, ast.Constant(node.attr), changed)
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        self.generic_visit(node)
        changed = ast.Constant(not isinstance(node.ctx, ast.Load))
        node.value = _call("content", node.value, node.value, changed)
        return node

    def _content(self, node: ast.expr, *, changed: bool | None = False) -> ast.expr:
        """An expression, with word given that what it holds is looked at."""
        if isinstance(node, ast.Starred):
            node.value = self._content(node.value, changed=changed)
            return node
        if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript, ast.BoolOp, ast.Call)):
            return _call("content", node, node, ast.Constant(changed))
        return node

    def _items(self, node: ast.expr) -> ast.expr:
        return node if isinstance(node, ast.Constant) else _call("items", node, node)

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        self.generic_visit(node)
        node.iter = self._items(node.iter)
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        self.generic_visit(node)
        operands = [node.left, *node.comparators]
        member = any(isinstance(op, (ast.In, ast.NotIn)) for op in node.ops)
        constant = any(isinstance(one, ast.Constant) for one in operands)
        same = any(isinstance(op, (ast.Is, ast.IsNot)) for op in node.ops)
        if member or not (constant or same):
            node.left = self._content(node.left)
            node.comparators = [self._content(one) for one in node.comparators]
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        if not isinstance(node.left, ast.Constant) and not isinstance(node.right, ast.Constant):
            node.left, node.right = self._content(node.left), self._content(node.right)
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        self.generic_visit(node)
        node.values = [self._content(one) for one in node.values]
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.op, ast.Not):
            node.operand = self._content(node.operand)
        return node

    def _test(self, node: Any) -> Any:
        self.generic_visit(node)
        node.test = self._content(node.test)
        return node

    visit_If = visit_While = visit_IfExp = visit_Assert = _test

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.expr:
        self.generic_visit(node)
        node.value = self._content(node.value)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        self.generic_visit(node)
        if name in self.own:
            return node
        if name in _ANYTHING:
            told = _call("anything", node)
            return ast.copy_location(ast.BoolOp(ast.Or(), [told, node]), node)
        if name in _LAZY:
            node.args = [
                one if isinstance(one, ast.Starred) else self._items(one) for one in node.args
            ]
            return node
        changed = None if name == "print" else name not in _ONLY_READ
        node.args = [self._content(one, changed=changed) for one in node.args]
        for keyword in node.keywords:
            keyword.value = self._content(keyword.value, changed=changed)
        return node

    def visit_Match(self, node: ast.Match) -> ast.stmt:
        node.subject = self._content(self.visit(node.subject))
        for case in node.cases:  # patterns stay as they are
            case.guard = case.guard and self.visit(case.guard)
            case.body = self._statements(case.body)
        return node

    def _rest(self, node: ast.AST, done: str) -> None:
        """Visit all fields of a node but one."""
        for field, value in ast.iter_fields(node):
            if field == done:
                continue
            if isinstance(value, list):
                setattr(node, field, self._statements(value))
            elif isinstance(value, ast.AST):
                setattr(node, field, self.visit(value))


def _names_in(target: ast.AST | None) -> set[str]:
    if target is None:
        return set()
    return {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}
