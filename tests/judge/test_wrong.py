"""Wrong repairs that do as they should in most of what one would try: each is refused."""

from pathlib import Path

import pytest

from tminus.corpus import NAMES
from tminus.judge.judge import Verdict, judge
from tminus.virtual.runner import Program

FILES = sorted((Path(__file__).parent / "wrong").glob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_wrong_repair_is_refused_however_well_it_looks(path, runners):
    block = next(name for name in NAMES if name.startswith(path.name[:2]))
    judgement = judge(Program(path.read_bytes(), path.name), block, runners)
    assert judgement.verdict == Verdict.FAILS
