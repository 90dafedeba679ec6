"""``pytest --subject DIR`` judges another directory of repairs by the same tests."""

import shutil
import subprocess
import sys

import pytest

from tminus.corpus import CorpusError, home, require_programs


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
    (repairs / "11_semaphore_pool.py").write_bytes(b"sema = '\xff'\n")
    with pytest.raises(CorpusError) as caught:
        require_programs(repairs)
    assert str(caught.value) == f"{repairs / '11_semaphore_pool.py'}: not UTF-8 text (byte 8)"
