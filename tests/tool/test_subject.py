"""``pytest --subject DIR`` judges another directory of repairs by the same tests."""

import os
import shutil
import subprocess
import sys

import pytest

from tminus.corpus import NAMES, CorpusError, home
from tminus.judge.source import require_programs


@pytest.fixture
def repairs(tmp_path):
    return shutil.copytree(home() / "fixed", tmp_path / "repairs")


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=home(),
    )


def test_another_directory_is_judged_by_the_same_tests(repairs):
    shutil.copy(home() / "original" / "07_thread_subclass.py", repairs)
    done = run(
        f"--subject={repairs}",
        "tests/behaviour/test_03_join.py",
        "tests/behaviour/test_07_thread_subclass.py",
    )
    assert done.returncode == 1
    assert "3 failed, 3 passed" in done.stdout


def test_a_directory_that_does_not_exist_is_a_usage_error_in_one_line(tmp_path):
    done = run(f"--subject={tmp_path / 'nowhere'}")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert done.stderr.strip().splitlines() == [
        f"ERROR: --subject: {tmp_path / 'nowhere'}: there is no such directory"
    ]


def test_a_missing_file_is_named(repairs):
    (repairs / "03_join.py").unlink()
    with pytest.raises(CorpusError) as caught:
        require_programs(repairs)
    assert str(caught.value) == f"{repairs / '03_join.py'}: there is no such file"


def test_a_file_that_is_not_utf_8_is_named(repairs):
    path = repairs / "11_semaphore_pool.py"
    path.write_bytes(b"sema = '\xff'\n")
    with pytest.raises(CorpusError) as caught:
        require_programs(repairs)
    reason = "expected text in UTF-8, or in an encoding that Python knows"
    assert str(caught.value) == f"{path}: {reason}"


def test_no_conftest_of_a_judged_directory_is_imported(repairs):
    (repairs / "conftest.py").write_text("raise SystemExit('imported')\n")
    for name in NAMES:
        shutil.copy(home() / "original" / f"{name}.py", repairs)
    done = run("tests/behaviour/test_03_join.py", "--subject", str(repairs))
    assert "imported" not in done.stdout + done.stderr
    assert done.returncode == 1
    assert "3 failed" in done.stdout


ODD = {
    "a pipe": os.mkfifo,
    "a directory": os.mkdir,
    "a device": lambda path: os.symlink("/dev/zero", path),
    "3,000,000,000": lambda path: (path.touch(), os.truncate(path, 3_000_000_000)),
}


@pytest.mark.parametrize("kind", ODD)
def test_what_is_no_program_is_said_in_one_line_by_pytest_and_by_every_command(repairs, kind):
    odd = repairs / "03_join.py"
    odd.unlink()
    ODD[kind](odd)
    done = run(f"--subject={repairs}", "tests/behaviour/test_03_join.py")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    (line,) = done.stderr.strip().splitlines()
    assert kind in line
    for command in (["replay", str(odd)], ["check", str(repairs)]):
        done = subprocess.run(
            [sys.executable, "-m", "tminus", *command],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == (2 if command[0] == "replay" else 1)
        assert "Traceback" not in done.stderr
        (line,) = [line for line in (done.stdout + done.stderr).splitlines() if kind in line]
