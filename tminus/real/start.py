"""Where a fresh interpreter of a run begins: ``start.py ROOT HOME`` and the command as it was.

A script. It puts in place what a forked process inherits, then does what
Python would have done with the rest of the command line.
"""

from __future__ import annotations

import sys
from importlib import import_module


def main() -> None:
    """Belong to the run at ``HOME``, then carry out the command."""
    root, home, *command = sys.argv[1:]
    sys.path.insert(0, root)
    from tminus.real import inside, pace
    from tminus.real.settings import Settings

    del sys.path[0]
    inside.patch()
    sys.dont_write_bytecode = True
    how, what, sys.argv = _parsed(command)
    if "multiprocessing" in what:
        import_module("multiprocessing.process")  # so that its processes are recorded
    if how != "-c":
        import runpy
    module = inside.fresh_module("__main__")
    pace.Pace.started = True
    inside.begin(Settings.load(home))
    if not (how == "-c" and what.startswith(inside.HELPERS)):
        inside.emit("process", inside._getpid())
    code = 0
    try:
        if how == "-c":
            sys.path.insert(0, "")
            exec(compile(what, "<string>", "exec", dont_inherit=True), vars(module))
        elif how == "-m":
            sys.path.insert(0, "")
            runpy.run_module(what, run_name="__main__", alter_sys=True)
        elif what == "-":
            exec(compile(sys.stdin.read(), "<stdin>", "exec", dont_inherit=True), vars(module))
        elif what:
            runpy.run_path(what, run_name="__main__")
    except BaseException as error:
        code = inside.uncaught(error)
    inside.finish(code)


def _parsed(command: list[str]) -> tuple[str, str, list[str]]:
    """How a program is named, its name or code, and its ``sys.argv``."""
    rest = list(command)
    while rest:
        first = rest.pop(0)
        if first in ("-c", "-m"):
            return first, rest[0], [first, *rest[1:]]
        if first in ("-W", "-X"):
            del rest[:1]
        elif first == "-" or not first.startswith("-"):
            return "", first, [first, *rest]
    return "", "-", [""]


if __name__ == "__main__":
    main()
