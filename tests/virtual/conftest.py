from textwrap import dedent

import pytest

from tminus.virtual.runner import Program, Runner


@pytest.fixture(scope="session")
def virtual():
    with Runner() as runner:
        yield runner


@pytest.fixture
def run(virtual):
    """Run a program, given as text, once."""

    def run(source, scenario=None, **settings):
        return virtual.run(Program(dedent(source).encode(), "program.py"), scenario, **settings)

    return run


@pytest.fixture
def explore(virtual):
    """Explore the schedules of a program, given as text."""

    def explore(source, scenario=None, **settings):
        return virtual.explore(Program(dedent(source).encode(), "program.py"), scenario, **settings)

    return explore
