"""Compile a program so that it announces each of its statements.

A call is put before every statement. It is how steps are counted without a
trace function, which the program could replace, and where threads may be
switched between lines. The function called is a constant of the code object:
no name of the program can hide it, and none is added. Line numbers stay.
"""

from __future__ import annotations

import ast
import warnings
from types import CodeType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_PLACEHOLDER = "\0statement"
_STATEMENTS = ("body", "orelse", "finalbody")
_BODIES = (*_STATEMENTS, "handlers", "cases")


def compile_announced(source: bytes | str, filename: str, announce: Callable[[], None]) -> CodeType:
    """Compile ``source`` with a call of ``announce`` before every statement.

    Raises what `compile` raises for it: `SyntaxError`, `ValueError`, `MemoryError`,
    `RecursionError`.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(source, filename)
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
    return _with_constant(code, announce)


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
            call = ast.Call(ast.Constant(_PLACEHOLDER, **at), [], [], **at)
            result.append(ast.Expr(call, **at))
        result.append(statement)
    return result


def _with_constant(code: CodeType, announce: Callable[[], None]) -> CodeType:
    return code.replace(
        co_consts=tuple(
            announce
            if constant == _PLACEHOLDER and isinstance(constant, str)
            else _with_constant(constant, announce)
            if isinstance(constant, CodeType)
            else constant
            for constant in code.co_consts
        )
    )
