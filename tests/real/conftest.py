from __future__ import annotations

import os
from pathlib import Path

import pytest

from tminus.real.runner import RealRunner
from tminus.virtual.runner import Program, Runner


@pytest.fixture(scope="package")
def virtual():
    with Runner() as runner:
        yield runner


@pytest.fixture(scope="package")
def runner():
    with RealRunner() as runner:
        yield runner


@pytest.fixture
def fixed():
    """One of the repaired programs, by its name."""
    home = Path(__file__).parents[2] / "fixed"

    def load(name):
        return Program((home / f"{name}.py").read_bytes(), f"fixed/{name}.py")

    return load


@pytest.fixture
def descendants():
    """A function: all processes below one."""
    return _descendants


@pytest.fixture
def run(runner):
    """Run a program given as text, and see to it that nothing of it is left."""

    def run(source, scenario=None, **settings):
        record = runner.run(Program(source.encode(), "fixed/08_process.py"), scenario, **settings)
        assert _descendants(runner._host.pid) == []
        assert os.listdir(runner._base) == []
        return record

    return run


def _descendants(pid):
    """All processes below one, those that changed their session too (Linux)."""
    parents = {}
    for name in os.listdir("/proc") if os.path.exists("/proc/self/stat") else ():
        if name.isdecimal():
            try:
                stat = Path(f"/proc/{name}/stat").read_bytes().rpartition(b")")[2].split()
            except OSError:
                continue
            parents[int(name)] = int(stat[1])
    found, grown = {pid}, True
    while grown:
        more = {child for child, parent in parents.items() if parent in found} - found
        found |= more
        grown = bool(more)
    return sorted(found - {pid})
