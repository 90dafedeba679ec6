"""What is known is not run again: not the same run, nor what the answer key proves."""

import pytest

from tminus.corpus import load
from tminus.judge.credit import credit, uncommented
from tminus.judge.judge import Verdict, judge
from tminus.judge.known import Known
from tminus.judge.source import decode
from tminus.virtual.runner import Program, Runner


@pytest.fixture
def asked(monkeypatch):
    """How many requests each process is asked from now on."""
    seen = []
    ask = Runner.ask

    def listening(self, program, requests, **options):
        seen.append(len(requests))
        return ask(self, program, requests, **options)

    monkeypatch.setattr(Runner, "ask", listening)
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
    assert len(judgement.refutations) == 8
    assert all(refutation.message.startswith(reason) for refutation in judgement.refutations)
    assert len(asked) == 1


def test_a_program_that_fails_when_it_runs_is_run_for_each_test(asked, runners):
    judgement = judge(Program(b"1 / 0", "10_periodic_timer.py"), "10_periodic_timer", runners)
    assert len(judgement.refutations) == 8
    assert asked == [1] * 7


def left_in(text, asked, runners):
    """The defects that a repair of block 11 left, after a look at what was asked to tell that."""
    block = load().block("11")
    judgement = judge(Program(text.encode(), f"{block.name}.py"), block.name, runners)
    asked.clear()
    return credit(block, decode(text.encode()), judgement, runners).defects_left


def repaired_but_for(*left):
    block = load().block("11")
    return block.repaired([defect for defect in block.defects if defect.id not in left])


def test_what_the_answer_key_proves_of_a_defect_is_not_tried_again(asked, runners):
    left = ("11/threadings", "11/n-for-i")
    assert left_in(repaired_but_for(*left), asked, runners) == left
    assert asked == []


def test_what_is_repaired_in_the_words_of_the_reference_is_not_tried_again(asked, runners):
    text = repaired_but_for("11/n-for-i") + "print(late)\n"
    assert left_in(text, asked, runners) == ("11/n-for-i",)
    assert asked == []


def test_comments_and_empty_lines_make_no_other_program(asked, runners):
    text = repaired_but_for("11/n-for-i")
    commented = "# mine\n" + text.replace("\n", "  # one more\n\n    # and one\n\n")
    assert left_in(commented, asked, runners) == ("11/n-for-i",)
    assert asked == []


def test_what_was_tried_for_one_directory_is_not_tried_for_another(asked, runners):
    block, known, left = load().block("05"), Known(), ("05/import-time", "05/c-join")
    repaired = block.repaired([defect for defect in block.defects if defect.id not in left])
    tries = []
    for comment in ("one", "another"):
        source = decode(f"{repaired}# {comment}\n".encode())
        judgement = judge(Program(source.data, f"{block.name}.py"), block.name, runners)
        asked.clear()
        found = credit(block, source, judgement, runners, known)
        assert found.defects_left == left
        tries.append(len(asked))
    assert tries[0] > 0
    assert tries[1] == 0


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("a = 1  # one\n\n# two\nb = 2\n", "a = 1\nb = 2"),
        ("if a:\n# no\n        # deep\n    b()", "if a:\n    b()"),
        ("a = '# no' \n", "a = '# no'"),
        ('a = """\n\n# no\n"""', 'a = """\n\n# no\n"""'),
        ("a\xa0= 1", "a\xa0= 1"),
        ("# coding: latin-1\na\n", "# coding: latin-1\na\n"),
        ('f"{x["#a"]}"\nb', 'f"{x["#a"]}"\nb'),
    ],
)
def test_what_is_left_without_comments_runs_in_the_same_way(text, bare):
    assert uncommented(text) == bare
