"""Odd programs, each put in for every block: each gets a verdict and a reason, and none holds."""

from pathlib import Path

import pytest

from tminus.corpus import NAMES, load
from tminus.judge.directory import as_data, judge_file
from tminus.judge.judge import Verdict, judge
from tminus.judge.subject import Subject
from tminus.virtual.runner import Program

FILES = sorted((Path(__file__).parent / "odd").glob("*.py"))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_an_odd_program_is_refused_with_a_reason_in_every_block(path, name, runners):
    judgement = judge(Program(path.read_bytes(), f"{name}.py"), name, runners)
    assert judgement.verdict == Verdict.FAILS
    assert all(refutation.message for refutation in judgement.refutations)
    assert not any(refutation.broken for refutation in judgement.refutations)


@pytest.mark.parametrize("error", [IndexError("list index"), AttributeError("no"), ValueError()])
def test_a_test_of_ours_that_fails_leaves_its_block_undecided(error, runners, monkeypatch):
    def fails(*_args, **_settings):
        raise error

    monkeypatch.setattr(Subject, "run", fails)
    name = "01_start_thread"
    judgement = judge(Program(b"", f"{name}.py"), name, runners)
    assert judgement.verdict == Verdict.UNDECIDED
    [broken] = judgement.refutations
    assert broken.message == (
        f"could not be judged: our test test_prints_ten_to_one_every_five_seconds failed: {error!r}"
    )


def test_what_our_tests_fail_at_is_told_as_an_error(tmp_path, runners, monkeypatch):
    def fails(*_args, **_settings):
        raise IndexError("list index out of range")

    monkeypatch.setattr(Subject, "run", fails)
    block = load().block("1")
    path = tmp_path / f"{block.name}.py"
    path.write_text(block.fixed)
    data = as_data(judge_file(path, block, runners))
    assert data["verdict"] == "undecided"
    assert data["error"].startswith("could not be judged: our test ")
