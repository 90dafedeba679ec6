"""``tminus hint`` gives one hint at a time, about what is still left, and then the repair."""

import fcntl
import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from tminus.cli.check import command as check_command
from tminus.cli.hint import command
from tminus.corpus import CorpusError, load
from tminus.judge.notebook import FILE, read_notebook, write_notebook

BLOCK = load().block("7")
FIRST, SECOND = BLOCK.defects


@pytest.fixture
def mine(tmp_path):
    (tmp_path / "07_thread_subclass.py").write_text(BLOCK.original)
    return tmp_path


def hint(directory, *more, block="7"):
    arguments = [block, "--dir", str(directory), *more]
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def step(directory):
    return json.loads(hint(directory, "--json"))


def test_hints_go_from_the_first_to_the_last_and_then_to_the_repair(mine):
    steps = [step(mine) for _ in range(len(FIRST.hints) + 1)]
    assert [one["defect"] for one in steps] == [FIRST.id] * len(steps)
    wanted = [" ".join(hint.split()) for hint in FIRST.hints]
    assert [one["hint"] for one in steps] == [*wanted, None]
    assert steps[-1]["repair"] == [vars(edit) for edit in FIRST.edits]
    assert not any(one["repair"] for one in steps[:-1])


def test_the_next_defect_follows_when_the_repair_was_shown(mine):
    for _ in range(len(FIRST.hints) + 1):
        hint(mine)
    assert step(mine)["defect"] == SECOND.id


def test_the_next_defect_follows_when_the_first_was_repaired(mine):
    hint(mine)
    (mine / "07_thread_subclass.py").write_text(BLOCK.repaired([FIRST]))
    assert step(mine)["defect"] == SECOND.id


def test_what_was_told_before_is_told_again_beside_the_new(mine):
    first, second = hint(mine), hint(mine)
    assert f"hint 1 of {len(FIRST.hints)}" in first
    assert f"told 1 of {len(FIRST.hints)}" in second
    assert f"hint 2 of {len(FIRST.hints)}" in second
    assert "hint 3" not in second


def test_the_repair_is_shown_with_its_reason(mine):
    for _ in FIRST.hints:
        hint(mine)
    shown = hint(mine)
    assert "before line 2, put:\n        import time\n" in shown
    assert " ".join(FIRST.why.split())[:40] in shown


def test_when_all_was_told_the_repair_is_told_again(mine):
    for _ in range(sum(len(defect.hints) + 1 for defect in BLOCK.defects)):
        hint(mine)
    assert step(mine)["repair"] == [vars(edit) for edit in FIRST.edits]


def test_a_block_that_holds_is_offered_for_comparison(mine):
    (mine / "07_thread_subclass.py").write_text(BLOCK.fixed)
    assert "07_thread_subclass holds" in hint(mine)
    assert "tminus diff 07" in hint(mine)
    assert not (mine / FILE).exists()


def test_the_block_that_is_right_has_no_hints(mine):
    block = load().block("9")
    (mine / "09_started_event.py").write_text(block.original)
    assert "nothing was wrong with this one" in hint(mine, block="9")


def test_a_new_fault_is_told_from_those_of_the_original(mine):
    (mine / "07_thread_subclass.py").write_text(BLOCK.fixed.replace("self.n-=1", "self.n-=2"))
    assert "every defect of the original is gone" in hint(mine)


def test_it_remembers_and_check_says_so(mine):
    for _ in range(3):
        hint(mine)
    result = CliRunner().invoke(check_command, [str(mine)])
    assert "hints taken: 3" in result.output
    result = CliRunner().invoke(check_command, ["--json", str(mine)])
    blocks = json.loads(result.stdout)[str(mine)]
    assert blocks["07_thread_subclass"]["hints_taken"] == 3
    assert blocks["01_start_thread"]["hints_taken"] == 0


def test_nobody_else_has_a_turn_between_what_is_read_and_what_is_written(mine, monkeypatch):
    taken = []

    def watched(function):
        def watching(directory, *rest):
            other = os.open(directory, os.O_RDONLY)
            try:
                with pytest.raises(BlockingIOError):
                    fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
            finally:
                os.close(other)
            taken.append(function.__name__)
            return function(directory, *rest)

        return watching

    for function in (read_notebook, write_notebook):
        monkeypatch.setattr(f"tminus.cli.hint.{function.__name__}", watched(function))
    assert [step(mine)["step"], step(mine)["step"]] == [1, 2]
    assert taken == ["read_notebook", "write_notebook"] * 2


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no such device")
def test_a_hint_that_could_not_be_shown_was_not_taken(mine):
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "tminus", "hint", "7", "--dir", str(mine)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (2, "tminus: No space left on device\n")
    assert step(mine)["step"] == 1


def test_the_current_directory_is_the_default(mine, monkeypatch):
    monkeypatch.chdir(mine)
    result = CliRunner().invoke(command, ["07_thread_subclass"], catch_exceptions=False)
    assert "hint 1" in result.output


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{", '{"hints": 3}', '{"hints": {"07/n-zero": "many"}}', "[" * 100_000, "\xff"],
)
def test_a_broken_notebook_is_one_clear_line_and_stays_as_it_is(mine, content):
    (mine / FILE).write_text(content, encoding="latin-1")
    with pytest.raises(CorpusError) as refused:
        hint(mine)
    assert str(mine / FILE) in str(refused.value)
    assert "\n" not in str(refused.value)
    assert (mine / FILE).read_text(encoding="latin-1") == content
    result = CliRunner().invoke(check_command, ["--json", str(mine)])
    assert result.exit_code == 1
    assert FILE in result.stderr


@pytest.mark.parametrize(
    ("block", "below", "words"),
    [("13", "", "no block '13'"), ("3", "", "no such file"), ("3", "gone", "no such directory")],
)
def test_what_is_not_there_is_named_in_one_line(mine, block, below, words):
    with pytest.raises(CorpusError, match=words):
        hint(mine / below, block=block)
