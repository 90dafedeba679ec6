"""Compile a program so that it announces each of its statements.

A call is put before every statement. It is how steps are counted without a
trace function, which the program could replace, and where threads may be
switched between lines. The function called is a constant of the code object:
no name of the program can hide it, and none is added. Line numbers stay.

A *quiet* statement is announced as such: nobody can tell whether another thread
ran before it or after it, so that need not be tried. It touches nothing but plain
local variables of its function, or it does nothing but `print` or ``sleep``,
given constants and such variables: these are switch points themselves.
"""

from __future__ import annotations

import ast
import warnings
from types import CodeType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_PLACEHOLDER, _QUIET = "\0statement", "\0quiet statement"
_STATEMENTS = ("body", "orelse", "finalbody")
_BODIES = (*_STATEMENTS, "handlers", "cases")


def parse(source: bytes | str, filename: str) -> ast.Module:
    """The tree of a program. Raises what `compile` raises for it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source, filename)


def compile_announced(
    tree: ast.Module,
    filename: str,
    announce: Callable[[], None],
    announce_quiet: Callable[[], None],
) -> CodeType:
    """Compile a tree, which is changed, with a call of one or the other before every statement.

    Raises what `compile` raises for it: `SyntaxError`, `ValueError`, `MemoryError`,
    `RecursionError`.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        nodes: list[ast.AST] = [tree]
        while nodes:  # modules, statements, handlers and cases: no expression holds a statement
            node = nodes.pop()
            for field in _BODIES:
                body = getattr(node, field, None)
                if isinstance(body, list):
                    nodes += body
                    if field in _STATEMENTS:
                        setattr(node, field, _announced(body))
        code = compile(tree, filename, "exec", dont_inherit=True)
    return _with_calls(code, announce, announce_quiet)


def _announced(body: list[ast.stmt]) -> list[ast.stmt]:
    result: list[ast.stmt] = []
    for position, statement in enumerate(body):
        first_string = (
            position == 0
            and isinstance(statement, ast.Expr)
            and isinstance(statement.value, ast.Constant)
            and isinstance(statement.value.value, str)
        )
        from_future = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
        if not first_string and not from_future:
            at: dict[str, Any] = {
                "lineno": statement.lineno,
                "col_offset": statement.col_offset,
                "end_lineno": statement.end_lineno,
                "end_col_offset": statement.end_col_offset,
            }
            names = _locals_of_quiet(statement)
            # Whether these are local variables only the compiler knows: see below.
            placeholder = _PLACEHOLDER if names is None else " ".join((_QUIET, *names))
            call = ast.Call(ast.Constant(placeholder, **at), [], [], **at)
            result.append(ast.Expr(call, **at))
        result.append(statement)
    return result


def _locals_of_quiet(statement: ast.stmt) -> list[str] | None:
    """The names that must be plain local variables for it to be quiet; ``None`` if it never is."""
    match statement:
        case ast.Pass() | ast.Break() | ast.Continue() | ast.Return(value=None):
            return []
        case ast.Global() | ast.Nonlocal():  # they do nothing when they are come to
            return []
        case ast.Assign(targets=[ast.Name() as name], value=ast.Constant()):
            return [name.id]
        case ast.AugAssign(target=ast.Name() as name, value=ast.Constant(value=int() | float())):
            return [name.id]
        case ast.While(test=test) | ast.If(test=test):
            return _names_in_test(test)
        case ast.Expr(
            value=ast.Call(func=ast.Name(id="print"), args=[ast.Constant(), *others], keywords=[])
        ):
            return _names(others)
        case ast.Expr(
            value=ast.Call(
                func=ast.Name(id="sleep") | ast.Attribute(value=ast.Name(), attr="sleep"),
                args=[_, *_] as given,
                keywords=[],
            )
        ):
            return _names(given)
    return None


def _names_in_test(test: ast.expr) -> list[str] | None:
    match test:
        case ast.Constant():
            return []
        case ast.Compare(left=left, comparators=[ast.Constant(value=int() | float())]):
            return _names([left])
    return None


def _names(expressions: list[ast.expr]) -> list[str] | None:
    """The names among constants and names; ``None`` where there is anything else."""
    if not all(isinstance(one, (ast.Constant, ast.Name)) for one in expressions):
        return None
    return [one.id for one in expressions if isinstance(one, ast.Name)]


def _with_calls(
    code: CodeType, announce: Callable[[], None], announce_quiet: Callable[[], None]
) -> CodeType:
    """The code with the functions to call put in for their placeholders."""
    plain = {*code.co_varnames} - {*code.co_cellvars}  # not even an inner function sees these

    def put_in(constant: object) -> object:
        if isinstance(constant, CodeType):
            return _with_calls(constant, announce, announce_quiet)
        if isinstance(constant, str):
            if constant == _PLACEHOLDER:
                return announce
            if constant.startswith(_QUIET):
                names = constant.removeprefix(_QUIET).split()
                return announce_quiet if plain.issuperset(names) else announce
        return constant

    return code.replace(co_consts=tuple(map(put_in, code.co_consts)))
