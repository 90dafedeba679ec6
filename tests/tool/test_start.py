"""``tminus start`` gives a copy of the originals, and never overwrites."""

import subprocess
import sys

import pytest
from click.testing import CliRunner

from tminus.cli.start import command
from tminus.corpus import NAMES, CorpusError, home


def start(directory):
    result = CliRunner().invoke(command, [str(directory)], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_copies_the_originals_byte_for_byte_with_a_readme(tmp_path):
    start(tmp_path / "mine")
    found = {path.name for path in (tmp_path / "mine").iterdir()}
    assert found == {f"{name}.py" for name in NAMES} | {"README.md"}
    for name in NAMES:
        copy = (tmp_path / "mine" / f"{name}.py").read_bytes()
        assert copy == (home() / "original" / f"{name}.py").read_bytes()


def test_says_what_to_do_next(tmp_path):
    output = start(tmp_path / "two words")
    readme = (tmp_path / "two words" / "README.md").read_text("utf-8")
    for text in (output, readme):
        assert f"tminus check --watch '{tmp_path / 'two words'}'" in text
        assert "tminus hint" in text
    assert all(name in readme for name in NAMES)


def test_a_name_like_an_option_is_told_so_that_it_is_none(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    output = CliRunner().invoke(command, ["--", "-mine"], catch_exceptions=False).output
    assert "tminus check --watch ./-mine" in output
    assert "tminus hint 1 --dir ./-mine" in output
    assert "tminus check ./-mine" in (tmp_path / "-mine" / "README.md").read_text("utf-8")


def test_takes_an_empty_directory_and_makes_its_parents(tmp_path):
    (tmp_path / "empty").mkdir()
    start(tmp_path / "empty")
    start(tmp_path / "a" / "b" / "c")
    assert (tmp_path / "a" / "b" / "c" / "05_terminate_flag.py").is_file()


def test_where_there_is_no_room_nothing_is_left_and_it_can_be_tried_again(tmp_path):
    program = """
import resource, sys
from tminus.__main__ import main
resource.setrlimit(resource.RLIMIT_FSIZE, (300, resource.RLIM_INFINITY))
main()
"""
    command = [sys.executable, "-c", program, "start", str(tmp_path / "mine")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (2, f"tminus: {tmp_path / 'mine'}: File too large\n")
    assert list((tmp_path / "mine").iterdir()) == []
    start(tmp_path / "mine")


def test_refuses_a_directory_that_is_not_empty(tmp_path):
    (tmp_path / "05_terminate_flag.py").write_text("mine")
    with pytest.raises(CorpusError, match="not empty"):
        start(tmp_path)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize("place", ["file", "file/below", "a\0b"])
def test_refuses_what_can_be_no_directory_in_one_line(tmp_path, place):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(CorpusError) as refused:
        start(f"{tmp_path}/{place}")
    assert "\n" not in str(refused.value)
    assert (tmp_path / "file").read_text() == "mine"


def test_the_readme_does_not_say_which_block_is_right(tmp_path):
    start(tmp_path / "mine")
    readme = (tmp_path / "mine" / "README.md").read_text("utf-8")
    row = next(line for line in readme.splitlines() if line.startswith("| `09_started_event.py`"))
    assert not {"control", "defect", "false", "alarm", "fine"} & set(row.split())
    assert "control" not in readme
