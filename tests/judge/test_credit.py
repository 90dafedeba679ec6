"""What a repair is given credit for, apart from the command that tells it."""

import pytest

from tminus.corpus import load
from tminus.judge.credit import credit
from tminus.judge.directory import judge_file
from tminus.judge.judge import Verdict, judge
from tminus.judge.known import Known
from tminus.judge.source import decode
from tminus.virtual.runner import Program


@pytest.fixture
def credited(runners):
    """A function: the credit for a text as the repair of a block."""

    def credited(block, text):
        judgement = judge(Program(text.encode(), f"{block.name}.py"), block.name, runners)
        return credit(block, decode(text.encode()), judgement, runners)

    return credited


def test_the_reference_repair_leaves_nothing_and_changes_nothing_in_vain(credited):
    block = load().block("07")
    found = credited(block, block.fixed)
    assert (found.defects_left, found.precision, found.recall) == ((), 1.0, 1.0)


def test_the_original_leaves_every_defect(credited):
    block = load().block("07")
    found = credited(block, block.original)
    assert found.defects_left == ("07/import-time", "07/n-zero")
    assert (found.precision, found.recall) == (None, 0.0)


def test_half_a_repair_leaves_the_other_half(credited):
    block = load().block("07")
    found = credited(block, block.isolated(block.defect("07/n-zero")))
    assert found.defects_left == ("07/n-zero",)
    assert found.recall == 0.5


def test_what_was_changed_in_vain_counts_against_precision(credited):
    block = load().block("07")
    found = credited(block, block.fixed + "one=1\ntwo=2\n")
    assert found.defects_left == ()
    assert found.precision == 0.5


def test_what_is_known_of_a_file_as_one_block_is_not_said_of_it_as_another(tmp_path, runners):
    corpus, known = load(), Known()
    path = tmp_path / "program.py"
    path.write_text(corpus.block("01").fixed, encoding="utf-8")
    verdicts = [
        judge_file(path, corpus.block(number), runners, known).verdict
        for number in ("01", "04", "01")
    ]
    assert verdicts == [Verdict.HOLDS, Verdict.FAILS, Verdict.HOLDS]
