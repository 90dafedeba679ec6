"""``tminus replay`` draws a run: a column a thread, time downwards."""

import json
import shlex

import pytest
from click.testing import CliRunner

from tminus.cli.replay import command
from tminus.corpus import CorpusError, load
from tminus.judge.directory import judge_file
from tminus.judge.schedule import Schedule, ScheduleError, command_line, parse

CORPUS = load()
LINES = CORPUS.block("9").original.splitlines(keepends=True)
LATE_EVENT = "".join([*LINES[:5], LINES[6], LINES[5], *LINES[7:]])
"""The event is set before the line that it stands for is printed."""


def replay(*arguments):
    runner = CliRunner(env={"COLUMNS": "140"})
    result = runner.invoke(command, list(map(str, arguments)), catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def columns(text):
    """The rows of a picture, each as the cells of its threads."""
    head, *rows = text.split("\n     time  ")[1].partition("\n\n")[0].splitlines()
    starts = [head.index(name) for name in head.split("  ") if name.strip()]
    spans = list(zip(starts, [*starts[1:], None], strict=True))
    shift = len("     time  ")
    return [
        [row[start + shift : end and end + shift].strip() for start, end in spans] for row in rows
    ]


@pytest.mark.parametrize(
    "schedule",
    [
        Schedule(),
        Schedule(lines=True, choices=(0, 0, 1, 0, 2)),
        Schedule("receive", {"arrivals": [[1, "one, two"], [8, "é'\"$:="]], "at": None}),
        Schedule("terminate_later", {"after": 5}, hold_back=True, lines=True, choices=(3,)),
    ],
    ids=str,
)
def test_a_schedule_survives_the_command_line(schedule):
    words = shlex.split(command_line("my dir/05_terminate_flag.py", schedule))
    assert words[:3] == ["tminus", "replay", "my dir/05_terminate_flag.py"]
    assert parse(words[3]) == schedule
    assert shlex.quote(words[3]) == words[3]


@pytest.mark.parametrize(
    "word",
    ["", "program", "program:-:1", "program:-:a=b", "program:fast:default", "x,y=%7B:-:default",
     "program:-:99999999999=1", "a:b:c:d"],
)  # fmt: skip
def test_what_is_no_schedule_is_refused(word):
    with pytest.raises(ScheduleError):
        parse(word)


def test_a_run_is_drawn_a_column_a_thread(tmp_path):
    path = tmp_path / "05_terminate_flag.py"
    path.write_text(CORPUS.block("5").fixed)
    assert columns(replay(path)) == [
        ["19: start Thread-1 (run)", ""],
        ["│", "begins"],
        ["│", "» T-minus 10"],
        ["│", "15: sleep"],
        ["21: join Thread-1 (run)", "┆"],
        ["┆", "ends"],
    ]


def test_the_picture_says_who_holds_a_lock_and_who_waits_for_it(tmp_path):
    path = tmp_path / "03_join.py"
    path.write_text(
        "import threading\n"
        "import time\n"
        "lock = threading.Lock()\n"
        "def work():\n"
        "    with lock:\n"
        "        time.sleep(1)\n"
        "        print('done')\n"
        "for _ in range(2):\n"
        "    threading.Thread(target=work).start()\n"
    )
    rows = columns(replay(path))
    assert any(row[:2] == ["┆", "┆"] and "5: enters lock 1, held by" in row[2] for row in rows)
    assert ["┆", "» done", "┆"] in rows
    assert ["┆", "5: leaves lock 1", "│"] in rows


def test_the_schedule_of_a_failure_shows_the_failure_again(tmp_path, runners):
    path = tmp_path / "09_started_event.py"
    path.write_text(LATE_EVENT)
    report = judge_file(path, CORPUS.block("9"), runners)
    [message] = [
        failure.message for failure in report.failures if failure.test.endswith("every_schedule")
    ]
    words = shlex.split(message.rpartition("replay:")[2])
    assert words[:2] == ["tminus", "replay"]
    shown = replay(*words[2:])
    assert shown.index("» countdown is running") < shown.index("» countdown starting")
    assert "22: started_evt.wait()" in shown


def test_a_deadlock_is_shown_with_who_waits_where(tmp_path):
    path = tmp_path / "11_semaphore_pool.py"
    path.write_text(CORPUS.block("11").fixed)
    shown = replay(path)
    assert "every thread that is left waits" in shown
    assert "Thread-10 (worker) waits in Semaphore.acquire of Semaphore 1 at line 6" in shown


def test_a_long_run_is_cut_in_the_middle_unless_all_is_wanted(tmp_path):
    path = tmp_path / "10_periodic_timer.py"
    path.write_text(CORPUS.block("10").fixed.replace("args=(5,", "args=(60,"))
    assert "rows are left out" in replay(path)
    assert "rows are left out" not in replay(path, "--all")


def test_a_schedule_that_the_program_does_not_take_is_said_to_be_another_one_s(tmp_path):
    path = tmp_path / "03_join.py"
    path.write_text(CORPUS.block("3").fixed)
    assert "does not take that schedule" in replay(path, "program:lines:3=77")


@pytest.mark.parametrize(
    ("name", "schedule", "words"),
    [
        ("gone/05_terminate_flag.py", "program:-:default", "no such file"),
        ("mine.py", "program:-:default", "no block 'mine'"),
        ("05_terminate_flag.py", "nonsense", "is no schedule"),
        ("05_terminate_flag.py", "nobody:-:default", "no scenario 'nobody'"),
        ("05_terminate_flag.py", "check_stops:-:default", "no scenario 'check_stops'"),
        ("05_terminate_flag.py", "terminate_later:-:default", "'after'"),
        ("05_terminate_flag.py", "terminate_later,later=3:-:default", "'after'"),
        ("05_terminate_flag.py", f"terminate_later,after={'[' * 9_000}:-:default", "percent-enc"),
        ("05_terminate_flag.py", f"program:-:1={'9' * 5_000}", "NUMBER=ALTERNATIVE"),
        ("05_terminate_flag.py", f"program:-:{'9' * 5_000}=1", "NUMBER=ALTERNATIVE"),
    ],
)
def test_what_cannot_be_replayed_is_one_clear_line(tmp_path, name, schedule, words):
    (tmp_path / "05_terminate_flag.py").write_text(CORPUS.block("5").fixed)
    with pytest.raises(CorpusError, match=words) as refused:
        replay(tmp_path / name, schedule)
    assert "\n" not in str(refused.value)


def test_scenarios_are_described_with_their_arguments(tmp_path):
    path = tmp_path / "05_terminate_flag.py"
    path.write_text(CORPUS.block("5").fixed)
    schedule = f"terminate_later,after={json.dumps(7)}:-:default"
    assert "terminate() 7 s later" in replay(path, schedule)
