"""``pytest --subject DIR`` judges another directory of repairs by the same tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tminus.corpus import CorpusError, home, require_programs
from tminus.judge.runners import Runners
from tminus.judge.subject import Subject
from tminus.virtual.runner import Program


def pytest_addoption(parser):
    parser.addoption(
        "--subject",
        metavar="DIR",
        help="the directory of repairs that the behaviour tests judge (default: fixed/)",
    )


def pytest_configure(config):
    chosen = config.getoption("--subject")
    directory = home() / "fixed" if chosen is None else Path(chosen)
    try:
        require_programs(directory)
    except CorpusError as error:
        raise pytest.UsageError(f"--subject: {error}") from None
    config.subject_directory = directory


@pytest.fixture(scope="session")
def runners():
    with Runners() as runners:
        yield runners


@pytest.fixture(scope="module")
def subject(request, runners):
    """The program that the test's file is about, from the directory under test."""
    name = request.module.__name__.rpartition("test_")[2]
    path = request.config.subject_directory / f"{name}.py"
    program = Program(path.read_bytes(), f"{path.parent.name}/{path.name}")
    return Subject(program, name, runners)
