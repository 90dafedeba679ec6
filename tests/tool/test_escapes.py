"""Nothing that a learner, a path, a report or a tool says reaches a terminal as it is."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from tminus.cli import group
from tminus.corpus import NAMES, home
from tminus.escape import argument, many_lines, one_line, to_json

HOSTILE = "\x1b[2J\x1b[8m\r12 of 12 hold\x07\x7f\x9b31m\u202e\u2066\u200f\u2028\u2029\u0085"
"""Clears the screen, hides, rings, turns the direction of writing, ends lines."""
RAW = set(HOSTILE) - set("[2J8m12 of 12 hold31m") | {"\0", "\udcff"}
"""What none of it may be found in any output."""
NAMES_A_THREAD = f"""\
import threading, time
def countdown(n):
    print('T-minus {HOSTILE.encode("unicode_escape").decode()}')
    raise ValueError({HOSTILE + os.linesep!r})
threading.Thread(target=countdown, args=(10,), name={HOSTILE + os.linesep!r}).start()
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A directory with a directory of a hostile name, with every block in it."""
    monkeypatch.chdir(tmp_path)
    repairs = tmp_path / named()
    repairs.mkdir()
    for name in NAMES:
        (repairs / f"{name}.py").write_text(NAMES_A_THREAD)
    (tmp_path / "report.md").write_text(f"- 05:1 {HOSTILE.splitlines()[0]} {HOSTILE[30:40]}\n")
    (tmp_path / "refused.md").write_text(f"this is {HOSTILE[:9]}\u202e\n")
    (tmp_path / "refused.sarif").write_text(
        json.dumps(
            {
                "version": "2.1.0",
                "runs": [
                    {
                        "tool": {"driver": {"name": HOSTILE}},
                        "results": [
                            {
                                "ruleId": HOSTILE,
                                "message": {"text": HOSTILE},
                                "locations": [
                                    {
                                        "physicalLocation": {
                                            "artifactLocation": {"uri": HOSTILE},
                                            "region": {"startLine": 1},
                                        }
                                    }
                                ],
                            }
                        ],
                    }
                ],
            }
        )
    )
    (tmp_path / "file").write_text("")
    (tmp_path / f"{named()}.py").write_text("")
    return tmp_path


def named():
    return HOSTILE.replace("\r", "\n")


COMMANDS = {
    "check": ["check", "DIR"],
    "check, all of it": ["check", "-v", "DIR"],
    "check, many": ["check", "DIR", "DIR/../DIR"],
    "check, JSON": ["check", "--json", "DIR"],
    "check, JSON lines": ["check", "--json-lines", "DIR"],
    "check, no directory": ["check", "NONE"],
    "check, a file": ["check", "DIR/05_terminate_flag.py"],
    "check, a bad number": ["check", "-j", "NONE"],
    "check, a bad option": ["check", "--NONE"],
    "no such command": ["NONE"],
    "hint": ["hint", "5", "--dir", "DIR"],
    "hint, no block": ["hint", "NONE"],
    "hint, no directory": ["hint", "5", "--dir", "NONE"],
    "hint, JSON": ["hint", "5", "--json", "--dir", "DIR"],
    "diff": ["diff", "NONE"],
    "replay": ["replay", "DIR/05_terminate_flag.py"],
    "replay, no file": ["replay", "NONE/05_terminate_flag.py"],
    "replay, no block": ["replay", "DIR.py"],
    "replay, no schedule": ["replay", "DIR/05_terminate_flag.py", "NONE"],
    "replay, no scenario": ["replay", "DIR/05_terminate_flag.py", "NONE:-:default"],
    "replay, no way": ["replay", "DIR/05_terminate_flag.py", "program:NONE:default"],
    "replay, no choice": ["replay", "DIR/05_terminate_flag.py", "program:-:NONE"],
    "replay, no value": ["replay", "DIR/05_terminate_flag.py", "program,NONE:-:default"],
    "score": ["score", "report.md"],
    "score, JSON": ["score", "--json", "report.md"],
    "score, refused": ["score", "refused.md"],
    "score, refused SARIF": ["score", "refused.sarif"],
    "score, no report": ["score", "NONE"],
    "lint, no tool": ["lint", "--tool", "NONE"],
    "page, a file": ["page", "-o", "NONE"],
    "page, in a file": ["page", "-o", "file/NONE"],
    "start": ["start", "NONE"],
    "start, not empty": ["start", "DIR"],
    "start, in a file": ["start", "file/NONE"],
    "key": ["key", "--NONE"],
    "claims": ["claims", "NONE"],
}


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
def test_nothing_raw_comes_out_of_any_command(arguments, here):
    (here / named().replace("\n", " ")).mkdir()
    words = [one.replace("DIR", named()).replace("NONE", HOSTILE + "\ngone") for one in arguments]
    done = subprocess.run(
        [sys.executable, "-m", "tminus", *words],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(home())},
    )
    shown = (done.stdout + done.stderr).decode("utf-8", "surrogateescape")
    assert shown
    assert "Traceback" not in shown
    assert not RAW & set(shown)
    assert not [line for line in shown.splitlines() if line.startswith(("12 of 12", "gone"))]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("block", NAMES)
def test_what_a_thread_is_called_stays_a_name_in_every_block(block):
    for command in (["check", "-v", named()], ["replay", f"{named()}/{block}.py"]):
        shown = CliRunner().invoke(group, command).output
        assert not RAW & set(shown)


def test_an_escaped_text_says_what_was_there_and_is_not_escaped_twice():
    escaped = "a\\x1b[2J\\u202e\\n\\u2028\\udcff 中文\u3000é"
    assert one_line("a\x1b[2J\u202e\n\u2028\udcff 中文\u3000é") == escaped
    assert one_line(escaped) == escaped
    assert many_lines("a\r\nb\x85") == "a\\r\nb\\x85"


def test_json_says_the_same_in_ascii():
    data = {"\x7f\x9b\ud800": [HOSTILE, "中"]}
    assert json.loads(to_json(data)) == data
    assert to_json(data).isascii()
    assert not RAW & set(to_json(data))


@pytest.mark.parametrize("name", [HOSTILE, "it's\n\\ here", "-v", "a b", "\udcff\x1b"])
def test_a_path_in_a_command_can_be_pasted_into_a_shell(name):
    done = subprocess.run(
        ["bash", "-c", f"printf %s {argument(name)}"], capture_output=True, check=True
    )
    assert os.fsdecode(done.stdout).removeprefix("./") == name
    assert not RAW & set(argument(name))


def test_nothing_raw_comes_out_of_pytest(here):
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly"),
            *(f"--subject={here / named()}", "tests/behaviour/test_05_terminate_flag.py"),
            "tests/behaviour/test_08_process.py",
        ],
        capture_output=True,
        check=False,
        cwd=home(),
    )
    shown = (done.stdout + done.stderr).decode("utf-8", "surrogateescape")
    assert "failed" in shown
    assert not RAW & set(shown)


def test_nothing_raw_comes_out_of_pytest_where_there_is_no_directory():
    done = subprocess.run(
        [sys.executable, "-m", "pytest", f"--subject={HOSTILE}"],
        capture_output=True,
        check=False,
        cwd=home(),
    )
    shown = (done.stdout + done.stderr).decode("utf-8", "surrogateescape")
    assert "there is no such directory" in shown
    assert not RAW & set(shown)
