"""Right repairs that go about it in other ways than ours."""

from pathlib import Path

import pytest

from tminus.corpus import NAMES
from tminus.judge.judge import Verdict, judge
from tminus.virtual.runner import Program

FILES = sorted((Path(__file__).parent / "right").glob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_right_repair_holds_however_it_gets_there(path, runners):
    block = next(name for name in NAMES if name.startswith(path.name[:2]))
    judgement = judge(Program(path.read_bytes(), path.name), block, runners)
    assert [refutation.message for refutation in judgement.refutations] == []
    assert judgement.verdict == Verdict.HOLDS


def test_every_block_has_other_right_repairs_than_ours():
    assert {path.name[:2] for path in FILES} == {name[:2] for name in NAMES}
