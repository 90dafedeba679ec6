"""What ``pytest`` runs here, and on which directory of repairs.

``pytest --subject DIR`` judges another directory by the same behaviour tests.
Plain ``pytest`` is the proof, quick enough for every save: the corpus, its repairs
and the scheduler they are proven on. ``pytest --all`` runs the rest as well.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tminus.corpus import CorpusError, home
from tminus.escape import one_line
from tminus.judge.runners import Runners
from tminus.judge.source import read_source, require_programs
from tminus.judge.subject import Subject
from tminus.virtual.runner import Program

THOROUGH = (
    "tests/claims",  # asks the real interpreter, which takes real time
    "tests/judge",  # some 150 programs, right, racy and hostile, each judged whole
    "tests/page",  # a browser clicks through every block
    "tests/real",  # processes of every start method, and what they may not do
    "tests/tool/test_check.py",  # whole directories, judged again and again
    "tests/tool/test_escapes.py",  # every command, with hostile names
    "tests/tool/test_hint.py",
    "tests/tool/test_key.py",
    "tests/tool/test_lint.py",  # thirteen linters over all programs
    "tests/tool/test_overview.py",
    "tests/tool/test_replay.py",
    "tests/tool/test_right_repairs.py",  # every program reformatted and renamed, judged whole
    "tests/tool/test_score.py",
    "tests/tool/test_subject.py",  # pytest within pytest
    "tests/tool/test_wheel.py",  # builds and installs a wheel
    "tests/virtual/test_limits.py",  # uses up every limit
    "tests/virtual/test_reduction.py",  # every schedule of hundreds of generated programs
    "tests/virtual/test_requests.py",  # and every share of one
    "tests/virtual/test_real_interpreter.py",  # a real interpreter for each program
    "tests/virtual/test_schedules.py",  # hundreds of random schedules, replayed
)
"""What plain ``pytest`` leaves out, because it takes minutes."""


def pytest_addoption(parser):
    parser.addoption("--all", action="store_true", help="run the tests that take minutes, too")


def pytest_configure(config):
    chosen = config.getoption("--subject")
    directory = home() / "fixed" if chosen is None else Path(chosen)
    try:
        require_programs(directory)
    except CorpusError as error:
        raise pytest.UsageError(one_line(f"--subject: {error}")) from None
    config.subject_directory = directory


def pytest_collection_modifyitems(config, items):
    if config.option.all or config.args_source != config.ArgsSource.TESTPATHS:
        return
    left_out = [item for item in items if item.nodeid.startswith(THOROUGH)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if not item.nodeid.startswith(THOROUGH)]


@pytest.fixture(scope="session")
def runners():
    with Runners() as runners:
        yield runners


@pytest.fixture(scope="module")
def subject(request, runners):
    """The program that the test's file is about, from the directory under test."""
    name = request.module.__name__.rpartition("test_")[2]
    path = request.config.subject_directory / f"{name}.py"
    program = Program(read_source(path).data, f"{path.parent.name}/{path.name}")
    return Subject(program, name, runners)
