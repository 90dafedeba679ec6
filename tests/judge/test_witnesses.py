"""For every clause a program that breaks it: exactly the tests of that clause refuse it.

A witness stands in ``witnesses.toml`` as what it replaces in the repaired program of its block;
``refused_by`` are the behaviour tests that must refuse it, and no others may.
"""

import tomllib
from pathlib import Path

import pytest

from tminus.corpus import load
from tminus.judge.judge import Verdict, judge
from tminus.virtual.runner import Program

BLOCKS = load().blocks
FILE = Path(__file__).parent / "witnesses.toml"
WITNESSES = tomllib.loads(FILE.read_text(encoding="utf-8"))


def program_of(block, replace):
    """The repaired program of a block, with each old text, which stands there once, replaced."""
    text = block.fixed
    for old, new in replace:
        assert text.count(old) == 1, f"{old!r} stands there {text.count(old)} times"
        text = text.replace(old, new)
    return Program(text.encode(), f"{block.name}.py")


@pytest.mark.parametrize(
    ("block", "witness"),
    [
        pytest.param(block, one, id=f"{block.number}: {one['clause']}")
        for block in BLOCKS
        for one in WITNESSES[block.name]
    ],
)
def test_exactly_the_tests_of_its_clause_refuse_a_witness(block, witness, runners):
    judgement = judge(program_of(block, witness["replace"]), block.name, runners)
    assert judgement.verdict == Verdict.FAILS
    refused_by = [one.test.removeprefix("test_") for one in judgement.refutations]
    assert sorted(refused_by) == sorted(witness["refused_by"])


def test_every_block_has_witnesses_and_nothing_else_has():
    assert sorted(WITNESSES) == [block.name for block in BLOCKS]
