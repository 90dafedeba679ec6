"""What is known is not run again: not the same run, nor what the answer key proves."""

import pytest

from tminus.corpus import load
from tminus.judge.credit import credit
from tminus.judge.judge import Verdict, judge
from tminus.judge.source import decode
from tminus.virtual.runner import Program, Runner


@pytest.fixture
def asked(monkeypatch):
    """The requests that runners are asked for from now on, as the sources of the programs."""
    seen = []
    ask = Runner._ask

    def listening(self, program, *args, **settings):
        seen.append(program.source)
        return ask(self, program, *args, **settings)

    monkeypatch.setattr(Runner, "_ask", listening)
    return seen


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (b"while True print()", "no exception that nobody catches"),
        (b"import sys\nsys._getframe()", "to stay within the run, without the interpreter"),
        (b"\0", "no exception that nobody catches"),
    ],
    ids=["no Python", "refused", "null"],
)
def test_what_can_never_be_run_is_tried_once_and_fails_every_test(source, reason, asked, runners):
    judgement = judge(Program(source, "10_periodic_timer.py"), "10_periodic_timer", runners)
    assert judgement.verdict == Verdict.FAILS
    assert len(judgement.refutations) == 6
    assert all(refutation.message.startswith(reason) for refutation in judgement.refutations)
    assert len(asked) == 1


def test_a_program_that_fails_when_it_runs_is_run_for_each_test(asked, runners):
    judgement = judge(Program(b"1 / 0", "10_periodic_timer.py"), "10_periodic_timer", runners)
    assert len(judgement.refutations) == 6
    assert len(asked) == 5


def test_what_the_answer_key_proves_of_a_defect_is_not_tried_again(asked, runners):
    block = load().block("11")
    left = ("11/threadings", "11/n-for-i")
    text = block.repaired([defect for defect in block.defects if defect.id not in left])
    judgement = judge(Program(text.encode(), f"{block.name}.py"), block.name, runners)
    asked.clear()
    assert credit(block, decode(text.encode()), judgement, runners).defects_left == left
    assert asked == []
