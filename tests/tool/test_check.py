"""``tminus check`` says of each block what holds and what fails, in the reader's terms."""

import fcntl
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import termios
import time
from array import array
from pathlib import Path

import pytest
from click.testing import CliRunner

from tminus.cli.check import command
from tminus.corpus import NAMES, home, load
from tminus.judge.many import judge_many

CORPUS = load()
LATE_FLAG = """\
from threading import Thread
import time

class CountdownTask:
	def terminate(self):
		self._running=False

	def run(self,n):
		self._running=True
		while self._running and n>0:
			print('T-minus',n)
			n-=1
			time.sleep(5)

c=CountdownTask()
t=Thread(target=c.run,args=(10,))
t.start()
c.terminate()
t.join()
"""
"""A repair that only some schedules break: `terminate` may come before the flag is set."""


def check(*arguments):
    return CliRunner().invoke(command, [str(one) for one in arguments], catch_exceptions=False)


def judged(directory):
    """What ``--json`` says of one directory."""
    result = check("--json", directory)
    assert result.exit_code in (0, 1)
    return json.loads(result.stdout)[str(directory)]


@pytest.fixture
def some(tmp_path):
    """A directory of repairs that holds just the files that it is given."""

    def make(**files):
        for name, content in files.items():
            block = CORPUS.block(name.strip("_"))
            data = content if isinstance(content, bytes) else content.encode()
            (tmp_path / f"{block.name}.py").write_bytes(data)
        return tmp_path

    return make


# -- verdicts -------------------------------------------------------------------


def test_our_repairs_hold_and_the_exit_code_says_so():
    result = check(home() / "fixed")
    assert result.exit_code == 0
    assert "12 of 12 hold" in result.output
    assert "tminus diff" in result.output


def test_the_originals_fail_but_for_the_one_that_is_right(tmp_path):
    shutil.copytree(home() / "original", tmp_path / "mine")
    result = check("--json", tmp_path / "mine")
    assert result.exit_code == 1
    blocks = json.loads(result.stdout)[str(tmp_path / "mine")]
    holding = [name for name, block in blocks.items() if block["verdict"] == "holds"]
    assert list(blocks) == list(NAMES)
    assert holding == ["09_started_event"]
    for name, block in blocks.items():
        assert block["defects_left"] == [defect.id for defect in CORPUS.block(name).defects]
        assert block["precision"] is None


def test_a_block_without_a_file_is_missing(some):
    block = judged(some(_3=CORPUS.block("3").fixed))
    assert block["03_join"]["verdict"] == "holds"
    assert block["04_daemon_thread"]["verdict"] == "missing"
    assert block["04_daemon_thread"]["failures"] == []


def test_a_missing_block_has_no_further_tests_to_fail(tmp_path):
    shown = check(str(tmp_path)).stdout
    assert "there is no 01_start_thread.py" in shown
    assert "more of its tests" not in shown


def test_an_endless_loop_is_undecided_and_worded_as_a_time_out(some):
    directory = some(_3="while True:\n    pass\n")
    assert judged(directory)["03_join"]["verdict"] == "undecided"
    output = check(directory).output
    assert "03_join               undecided  time-out" in output
    assert "time-out: an answer within the budget of steps" in output
    assert "expected:" not in output


def test_a_failure_says_what_was_asked_expected_and_printed_and_when(some):
    broken = CORPUS.block("7").isolated(CORPUS.block("7").defect("07/import-time"))
    result = check(some(_7=broken))
    assert result.exit_code == 1
    for part in (
        "next: 07_thread_subclass",
        "expected: no exception that nobody catches",
        "asked:   import the file, make a CountdownThread(n) for each n of [3, 1, 0, 7],",
        "0 s  Thread-1",
        "T-minus 3",
        "NameError: name 'time' is not defined (line 11)",
        "stuck? tminus hint 07 --dir",
    ):
        assert part in result.output


def test_only_the_first_failure_of_the_next_block_is_shown_unless_all_are_wanted(some):
    directory = some(_1=CORPUS.block("1").original, _4=CORPUS.block("4").original)
    brief, whole = check(directory).output, check("-v", directory).output
    assert brief.count("✗") == 1
    assert "… and 3 more of its tests fail" in brief
    assert whole.count("✗") == 8
    assert "the only schedule" in whole


def test_a_failure_on_some_schedule_comes_with_the_command_that_replays_it(some):
    block = judged(some(_5=LATE_FLAG))["05_terminate_flag"]
    assert block["verdict"] == "fails"
    assert block["schedules"] > 20
    message = block["failures"][-1]["message"]
    assert f"tminus replay {some()}/05_terminate_flag.py program:lines:" in message


# -- strange files ------------------------------------------------------------------

FIXED = CORPUS.block("3").fixed


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + FIXED.encode(),
        FIXED.replace("\n", "\r\n").encode(),
        FIXED.replace("\n", "\r").encode(),
        b"# -*- coding: latin-1 -*-\n# \xe9\n" + FIXED.encode(),
    ],
    ids=["byte order mark", "CRLF", "CR", "declared encoding"],
)
def test_a_file_that_python_can_read_is_judged_by_what_it_does(some, data):
    block = judged(some(_3=data))["03_join"]
    assert (block["verdict"], block["defects_left"]) == ("holds", [])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (FIXED.encode() + b"# \xff\n", "text in UTF-8: byte 102 is none"),
        (bytes(range(256)), "text in UTF-8: byte 128 is none"),
        (b"# coding: rot13-and-a-half\n", "an encoding that Python knows"),
        (FIXED.encode() + b"\0", "null bytes"),
        (b"#" * 10_000_000, "at most 1,000,000 bytes, not 10,000,000: it was not run"),
        (b"", "a thread to be started"),
    ],
    ids=["not UTF-8", "binary", "unknown encoding", "nulls", "ten megabytes", "empty"],
)
def test_a_file_that_is_no_program_fails_and_says_why(some, data, words):
    block = judged(some(_3=data))["03_join"]
    assert block["verdict"] == "fails"
    assert words in block["failures"][0]["message"]


def test_what_is_no_file_fails_and_hangs_nobody(tmp_path):
    os.mkfifo(tmp_path / "01_start_thread.py")
    (tmp_path / "02_is_alive.py").mkdir()
    (tmp_path / "03_join.py").symlink_to(home() / "fixed" / "03_join.py")
    (tmp_path / "04_daemon_thread.py").symlink_to("nowhere")
    (tmp_path / "05_terminate_flag.py").symlink_to("05_terminate_flag.py")
    (tmp_path / "06_io_timeout.py").symlink_to("/dev/zero")
    blocks = list(judged(tmp_path).values())
    verdicts = [block["verdict"] for block in blocks[:6]]
    assert verdicts == ["fails", "fails", "holds", "missing", "fails", "fails"]
    assert "a pipe" in blocks[0]["failures"][0]["message"]
    assert "a directory" in blocks[1]["failures"][0]["message"]
    assert "a device" in blocks[5]["failures"][0]["message"]


# -- credit ------------------------------------------------------------------------------


def test_each_defect_is_judged_on_its_own(some):
    block = CORPUS.block("6")
    kept = [defect for defect in block.defects if defect.id != "06/coutinue"]
    found = judged(some(_6=block.repaired(kept)))["06_io_timeout"]
    assert found["defects_left"] == ["06/coutinue"]
    assert found["precision"] == 1
    assert found["recall"] == pytest.approx(6 / 7, abs=1e-3)


def test_an_import_that_stands_elsewhere_than_ours_is_a_repair(some):
    text = CORPUS.block("5").original.replace("c=Countdown", "import time\nc=Countdown")
    found = judged(some(_5=text))["05_terminate_flag"]
    assert "05/import-time" not in found["defects_left"]
    assert len(found["defects_left"]) == 4


def test_a_defect_that_no_test_sees_is_looked_for_in_the_text(some):
    block = CORPUS.block("5")
    found = judged(some(_5=block.isolated(block.defect("05/neeeded"))))["05_terminate_flag"]
    assert (found["verdict"], found["defects_left"]) == ("holds", ["05/neeeded"])


def test_a_rewrite_of_the_whole_file_is_seen_as_one(some):
    rewritten = """\
import threading
from time import sleep


class CountdownThread(threading.Thread):
    def __init__(self, start_from):
        threading.Thread.__init__(self)
        self.left = start_from

    def run(self):
        for number in range(self.left, 0, -1):
            print(f"T-minus {number}")
            sleep(5)


thread = CountdownThread(5)
thread.start()
"""
    found = judged(some(_7=rewritten))["07_thread_subclass"]
    assert (found["verdict"], found["recall"]) == ("holds", 1)
    assert found["precision"] < 0.25


@pytest.mark.parametrize(
    "text",
    [
        "print('T-minus " + "\\" * 40,
        "(" * 500_000,
        '"\\' * 400_000,
        "import " + "a, " * 300_000,
        "x\n" * 20_000,
    ],
    ids=["backslashes", "brackets", "quotes", "imports", "lines"],
)
def test_no_text_is_too_strange_or_too_long_to_be_compared(some, text):
    found = judged(some(_10=text))["10_periodic_timer"]
    assert found["verdict"] == "fails"
    assert len(found["defects_left"]) == 5


def test_a_very_long_repair_is_one_that_changed_all_its_lines(some):
    found = judged(some(_1=CORPUS.block("01").fixed + "\n" * 20_000))["01_start_thread"]
    assert (found["verdict"], found["defects_left"], found["recall"]) == ("holds", [], 1)
    assert 0 < found["precision"] < 0.01


def test_what_only_looks_different_does_not_count_as_changed(some):
    tidied = CORPUS.block("7").fixed.replace("\t", "    ").replace("'", '"').replace(",", ", ")
    assert judged(some(_7=tidied))["07_thread_subclass"]["precision"] == 1


# -- many ------------------------------------------------------------------------------------


@pytest.fixture
def two(tmp_path):
    for name, text in (("good", CORPUS.block("3").fixed), ("bad", CORPUS.block("3").original)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "03_join.py").write_text(text)
    return tmp_path / "good", tmp_path / "bad"


def test_a_directory_that_goes_while_others_are_judged_is_said_to_be_gone(tmp_path):
    (report,) = judge_many([("gone", tmp_path / "gone")], CORPUS.blocks, 1)
    assert (report.error, report.holds) == ("the directory is gone", False)


def test_many_directories_get_a_line_each(two):
    result = check(*two)
    assert result.exit_code == 1
    assert "0 of 2 directories hold everywhere" in result.output
    for directory in two:
        assert sum(str(directory) in line for line in result.output.splitlines()) == 1


def test_json_lines_is_one_object_a_directory(two):
    lines = check("--json-lines", *two).stdout.splitlines()
    objects = [json.loads(line) for line in lines]
    assert {key for one in objects for key in one} == {str(directory) for directory in two}
    assert all(len(one) == 1 for one in objects)


def test_a_directory_that_is_not_there_does_not_stop_the_others(two, tmp_path):
    result = check("--json", two[0], tmp_path / "nowhere", two[0] / "03_join.py")
    assert result.exit_code == 2
    found = json.loads(result.stdout)
    assert [name for name, one in found.items() if "error" not in one] == [str(two[0])]
    assert result.stderr.splitlines() == [
        f"tminus: {tmp_path / 'nowhere'}: there is no such directory",
        f"tminus: {two[0] / '03_join.py'}: is no directory",
    ]


def test_a_directory_that_breaks_the_judge_does_not_stop_the_others(two, monkeypatch):
    from tminus.judge import many

    def break_at(path, block, runners, known):
        if path.parent == two[1] and block.number == "05":
            raise RuntimeError("the disk is full")
        return judge_file(path, block, runners, known)

    judge_file = many.judge_file
    monkeypatch.setattr(many, "judge_file", break_at)
    result = check("--json", *two)
    assert result.exit_code == 2
    found = json.loads(result.stdout)
    assert [name for name, one in found.items() if "error" not in one] == [str(two[0])]
    assert "05_terminate_flag could not be judged: the disk is full" in result.stderr


def test_the_same_file_is_judged_once_for_all_and_each_is_named_where_it_stands(
    tmp_path, monkeypatch
):
    from tminus.judge import directory

    places = [tmp_path / "a", tmp_path / "b b", tmp_path / "c"]
    for place in places:
        place.mkdir()
        (place / "05_terminate_flag.py").write_text(LATE_FLAG)
    counted = []
    judge = directory.judge
    monkeypatch.setattr(directory, "judge", lambda *args: counted.append(1) or judge(*args))
    result = check("--json", "--jobs", "1", *places)
    assert len(counted) == 1
    for place, blocks in json.loads(result.stdout).items():
        message = blocks["05_terminate_flag"]["failures"][-1]["message"]
        path = shlex.quote(f"{place}/05_terminate_flag.py")
        assert f"tminus replay {path} program:lines:" in message


def test_a_directory_given_twice_is_judged_once(two):
    assert list(json.loads(check("--json", two[0], two[0]).stdout)) == [str(two[0])]


def test_without_a_directory_the_current_one_is_judged(two, monkeypatch):
    monkeypatch.chdir(two[0])
    assert list(json.loads(check("--json").stdout)) == ["."]
    monkeypatch.chdir(two[0].parent)
    refused = check("--json")
    assert refused.exit_code == 2
    assert "which directory?" in refused.stderr


# -- processes ---------------------------------------------------------------------------------


def children_of(process):
    found = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
    )
    pairs = [tuple(map(int, line.split())) for line in found.stdout.splitlines()]
    family = {process}
    for _generation in range(4):
        family |= {child for child, parent in pairs if parent in family}
    return family - {process}


def alive(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_interrupted_it_says_what_was_done_and_leaves_no_process(tmp_path):
    for number in range(40):
        (tmp_path / f"d{number}").mkdir()
        path = tmp_path / f"d{number}" / "05_terminate_flag.py"
        path.write_text("n = 0\n" if number == 0 else "while True:\n    sum(range(10_000_000))\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "tminus", "check", "--json-lines", *sorted(tmp_path.iterdir())],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert "d0" in process.stdout.readline()
    wait_until(lambda: len(children_of(process.pid)) >= 2)
    family = children_of(process.pid)
    process.send_signal(signal.SIGINT)
    _output, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "of 40 directories were judged" in errors
    assert "Traceback" not in errors
    wait_until(lambda: not any(alive(pid) for pid in family), seconds=5)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_told_to_end_it_leaves_no_process_and_no_file(some, name):
    temporary = Path(tempfile.mkdtemp(dir="/tmp"))  # a long path would not be used
    process = subprocess.Popen(
        [sys.executable, "-m", "tminus", "check", some(_5="while True: sum(range(10_000_000))")],
        stderr=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(temporary)},
        text=True,
    )
    wait_until(lambda: any(temporary.iterdir()) and len(children_of(process.pid)) >= 2)
    family = children_of(process.pid)
    for _time in range(3):  # who is told again does not forget what there is to do
        process.send_signal(getattr(signal, name))
    _output, errors = process.communicate(timeout=20)
    assert process.returncode == 128 + getattr(signal, name)
    assert errors == "interrupted: 0 of 1 directories were judged\n"
    wait_until(lambda: not any(alive(pid) for pid in family), seconds=5)
    assert list(temporary.iterdir()) == []


@pytest.mark.skipif(not hasattr(fcntl, "F_SETPIPE_SZ"), reason="pipes have one size here")
def test_interrupted_while_its_reader_is_slow_it_prints_whole_json(tmp_path):
    for number in range(20):
        (tmp_path / f"d{number}").mkdir()
        (tmp_path / f"d{number}" / "03_join.py").write_text("print('x' * 100)\n" * 30)
    process = subprocess.Popen(
        [sys.executable, "-m", "tminus", "check", "--json", *sorted(tmp_path.iterdir())],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        pipesize=4096,
    )
    waiting = array("i", [0])

    def is_full():
        fcntl.ioctl(process.stdout, termios.FIONREAD, waiting)
        return waiting[0] == 4096

    wait_until(is_full)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert f"{len(json.loads(output))} of 20 directories were judged" in errors


@pytest.mark.parametrize("arguments", [("hint", "5", "--dir"), ("check", "--json")])
def test_an_interrupt_is_no_finding(some, arguments):
    directory = some(_5="while True: sum(range(10_000_000))")
    process = subprocess.Popen(
        [sys.executable, "-m", "tminus", *arguments, str(directory)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    wait_until(lambda: len(children_of(process.pid)) >= 2)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode == 130


def test_watching_judges_again_what_was_saved(two):
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "tminus", "check", "--watch", str(two[1])],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert "fails" in until(process, "03_join")
        until(process, "waiting for the next save")
        (two[1] / "03_join.py").write_text(CORPUS.block("3").fixed)
        assert "holds" in until(process, "03_join")
        until(process, "waiting for the next save")
        process.send_signal(signal.SIGINT)
        assert "watched no longer" in process.communicate(timeout=10)[0]
        assert process.returncode == 1
    finally:
        process.kill()


def test_watching_goes_on_in_a_directory_that_is_made_anew(two):
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "tminus", "check", "--watch", str(two[1])],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        until(process, "waiting for the next save")
        shutil.rmtree(two[1])
        assert "missing" in until(process, "03_join")
        until(process, "waiting for the next save")
        shutil.copytree(two[0], two[1])
        assert "holds" in until(process, "03_join")
    finally:
        process.kill()


def until(process, text):
    for line in process.stdout:
        if text in line:
            return line
    raise AssertionError(f"{text!r} never came")


def in_a_process(*arguments, stdout=subprocess.PIPE, env=None):
    command = [sys.executable, "-m", "tminus", "check", *map(str, arguments)]
    return subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, text=True, env=env)


def test_a_terminal_that_lacks_a_sign_gets_another(some):
    done = in_a_process(some(_1="1 / 0\n"), env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 1
    assert "? prints ten to one" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_terminal_without_columns_is_one_that_does_not_tell(some):
    done = in_a_process(some(_1="1 / 0\n"), env={**os.environ, "COLUMNS": "0"})
    assert "prints ten to one" in done.stdout


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
@pytest.mark.parametrize("option", ["", "--json", "--json-lines"])
def test_a_stream_that_is_closed_changes_nothing_else(two, closed, option):
    shell = f'exec "$0" -m tminus check {option} "$1" {closed}'
    command = ["sh", "-c", shell, sys.executable, str(two[1])]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1
    assert ("03_join" in done.stdout) == (closed != ">&-")
    assert done.stderr == ""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no such device")
def test_no_room_for_the_output_is_one_clear_line(some):
    with open("/dev/full", "w") as full:
        done = in_a_process(some(_1="1 / 0\n"), stdout=full)
    assert done.returncode == 2
    assert done.stderr == "tminus: No space left on device\n"


def test_more_workers_than_blocks_are_not_started(some):
    assert in_a_process("-j", "999999999", some(_1="1 / 0\n")).returncode == 1


def test_json_says_who_cannot_be_judged_in_the_order_given(some, tmp_path):
    (tmp_path / "a file").write_text("")
    directory = some(_3=CORPUS.block("3").fixed)
    names = [str(tmp_path / "nowhere"), str(directory), str(tmp_path / "a file")]
    result = check("--json", *names)
    assert result.exit_code == 2
    found = json.loads(result.stdout)
    assert list(found) == names
    assert found[names[0]] == {"error": "there is no such directory"}
    assert found[names[1]]["03_join"]["verdict"] == "holds"
    assert found[names[2]] == {"error": "is no directory"}


def test_nothing_is_said_where_the_reader_is_gone(some):
    directory = some(_3=CORPUS.block("3").fixed)
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "tminus", "check", str(directory)],
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(write)
    assert done.stderr == ""


def test_what_the_machine_lacks_is_said_in_one_line():
    for limit in ("-v 50000", "-v 120000"):
        done = subprocess.run(
            ["bash", "-c", f"ulimit {limit}; exec '{sys.executable}' -m tminus check ."],
            capture_output=True,
            text=True,
            check=False,
            cwd=home() / "fixed",
        )
        assert "Traceback" not in done.stderr
        assert done.returncode == 2


def test_our_repair_of_processes_holds_where_the_directory_for_temporary_files_is_deep(
    some, tmp_path_factory
):
    deep = tmp_path_factory.mktemp("deep") / ("d" * 80)
    deep.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tminus", "check", "--json", str(some(_8=CORPUS.block("8").fixed))],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "TMPDIR": str(deep)},
    )
    (blocks,) = json.loads(done.stdout).values()
    assert blocks["08_process"]["verdict"] == "holds"


@pytest.mark.parametrize("name", NAMES)
def test_a_block_that_runs_nothing_has_repaired_nothing(tmp_path, name):
    block = CORPUS.block(name)
    quoted = block.original.replace("\\", "").replace('"""', "")
    for text in (
        "".join(f"# {line}\n" for line in block.original.splitlines()),
        f'"""\n{quoted}\n"""\n',
        f'"""\n{block.fixed}\n"""\npass\n' if '"""' not in block.fixed else "pass\n",
    ):
        (tmp_path / f"{name}.py").write_text(text)
        told = judged(tmp_path)[name]
        assert told["verdict"] == "fails"
        assert told["defects_left"] == [defect.id for defect in block.defects]
        assert told["precision"] in (None, 0.0)
