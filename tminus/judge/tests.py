"""Find the behaviour tests of a block: the judge applies the very files that pytest runs."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import dataclass
from functools import cache
from types import FunctionType
from typing import TYPE_CHECKING

from tminus.corpus import CorpusError, home

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tminus.judge.subject import Subject


@dataclass(frozen=True)
class Test:
    """One behaviour test: a clause of the contract, as a function of the program under test."""

    __test__ = False

    name: str
    check: Callable[[Subject], None]

    @property
    def sentence(self) -> str:
        """The test's name as words."""
        return self.name.removeprefix("test_").replace("_", " ")


def behaviour_tests(block: str, where: Path | None = None) -> tuple[Test, ...]:
    """The tests of a block, in the order in which they stand in their file.

    ``where`` is the corpus; by default the one at hand. Raises `CorpusError`
    where there are none.
    """
    return tuple(
        Test(name, function)
        for name, function in _functions(block, where).items()
        if name.startswith("test_")
    )


def scenarios(block: str, where: Path | None = None) -> dict[str, FunctionType]:
    """What the tests of a block do with its program, by name. Raises `CorpusError` as above."""
    return {
        name: function
        for name, function in _functions(block, where).items()
        if function.__code__.co_varnames[:2] in (("subject", "world"), ("program", "world"))
    }


@cache
def _functions(block: str, where: Path | None) -> dict[str, FunctionType]:
    path = (where or home()) / "tests" / "behaviour" / f"test_{block}.py"
    spec = importlib.util.spec_from_file_location(f"tminus_behaviour.{path.stem}", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise CorpusError(f"{path}: there is no such file; the behaviour tests are missing")
    module = importlib.util.module_from_spec(spec)
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        spec.loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = writes
    return {name: value for name, value in vars(module).items() if isinstance(value, FunctionType)}
