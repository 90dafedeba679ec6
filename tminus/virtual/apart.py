"""Load the modules that run programs apart from what the programs may change.

All modules share one dictionary of builtins, and a program can reach it
(``threading.__builtins__``). What it puts there must not reach those who keep
its record.
"""

from __future__ import annotations

import builtins
import sys
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

BUILTINS: dict[str, Any] = dict(vars(builtins))
"""Builtins that no program has."""


class _Loader(SourceFileLoader):
    def exec_module(self, module: ModuleType) -> None:
        vars(module)["__builtins__"] = BUILTINS
        super().exec_module(module)


class _Finder:
    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name.partition(".")[0] not in ("json", "tminus"):
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(spec.loader.name, spec.loader.path)
        return spec


def begin() -> None:
    """From now on, give the modules of this package, and ``json``, those builtins."""
    sys.meta_path.insert(0, _Finder)
    vars(sys.modules["__main__"])["__builtins__"] = BUILTINS


def end() -> None:
    """Leave imports to the interpreter again."""
    sys.meta_path.remove(_Finder)
