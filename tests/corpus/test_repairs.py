"""No repair is idle: take any away, and a behaviour test says so."""

import pytest

from tminus.corpus import load
from tminus.judge.judge import Verdict, judge
from tminus.virtual.runner import Program

CORPUS = load()
BLOCKS = [block for block in CORPUS.blocks if block.defects]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.name)
def test_every_partial_repair_fails(block, runners):
    survivors = []
    for repairs, source in block.partial_repairs():
        program = Program(source.encode(), f"{block.name}.py")
        if judge(program, block.name, runners, first_only=True).verdict != Verdict.FAILS:
            left = [defect.id for defect in block.behavioural if defect not in repairs]
            survivors.append(left)
    assert not survivors, "no behaviour test sees that these defects are left"


@pytest.mark.parametrize(
    "defect",
    [defect for defect in CORPUS.defects if defect.behaviour],
    ids=lambda defect: defect.id,
)
def test_a_defect_isolated_is_killed_by_the_test_that_its_entry_names(defect, runners):
    block = CORPUS.block(defect.id[:2])
    program = Program(block.isolated(defect).encode(), f"{block.name}.py")
    judgement = judge(program, block.name, runners, only=defect.killed_by)
    assert [refutation.test for refutation in judgement.refutations] == [defect.killed_by]


@pytest.mark.parametrize(
    "defect",
    [defect for defect in CORPUS.defects if not defect.behaviour],
    ids=lambda defect: defect.id,
)
def test_a_defect_that_changes_no_behaviour_is_killed_by_no_test(defect, runners):
    block = CORPUS.block(defect.id[:2])
    program = Program(block.isolated(defect).encode(), f"{block.name}.py")
    assert judge(program, block.name, runners).verdict == Verdict.HOLDS
    assert defect.killed_by == ""
