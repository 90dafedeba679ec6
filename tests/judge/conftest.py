"""Judge programs that stand in files, or in the text of a test."""

import pytest

from tminus.corpus import NAMES
from tminus.judge.judge import judge as judge_program
from tminus.judge.runners import Runners
from tminus.virtual.runner import Program


@pytest.fixture(scope="session")
def hasty():
    """Runners that give a run one second of CPU time."""
    with Runners(cpu=1) as runners:
        yield runners


@pytest.fixture
def judge(hasty):
    """Judge a program, given as text or bytes, as the repair of a block (01, 05 …)."""

    def judge(source, block="01", **options):
        data = source if isinstance(source, bytes) else source.encode()
        name = next(name for name in NAMES if name.startswith(block))
        return judge_program(Program(data, "program.py"), name, hasty, **options)

    return judge
