"""The bare command: the corpus at a glance."""

import json
import subprocess
import sys

import pytest

from tminus.cli.overview import caught_as_written
from tminus.corpus import load


@pytest.fixture(scope="module")
def data():
    done = subprocess.run(
        [sys.executable, "-m", "tminus", "--json"], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.returncode == 0
    return json.loads(done.stdout)


def row(data, number):
    return next(block for block in data["blocks"] if block["block"].startswith(number))


def test_every_repair_holds(data):
    assert [block["repair"] for block in data["blocks"]] == ["holds"] * 12
    assert data["totals"]["holds"] == 12


def test_the_totals_are_those_of_the_corpus(data):
    assert data["totals"]["blocks"] == 12
    assert data["totals"]["defects"] == 40
    assert data["totals"]["tests_only"] == sum(block["tests_only"] for block in data["blocks"])


def test_a_syntax_error_hides_the_rest_of_the_block(data):
    ruff = row(data, "01")["ruff"]
    assert ruff["isolated"] > ruff["as_written"]


def test_the_clean_block_has_nothing_to_catch(data):
    clean = row(data, "09")
    assert clean["defects"] == clean["tests_only"] == 0
    assert clean["ruff"] == clean["flake8"] == {"as_written": 0, "isolated": 0}


def test_a_finding_counts_only_with_a_code_that_flags_the_defect_isolated():
    block = load().block("05")
    assert block.as_written["flake8"]
    assert caught_as_written(block, "flake8") <= sum(bool(d.flake8) for d in block.defects)


def cli(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "tminus", *arguments], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nonsense"], "No such command 'nonsense'"),
        (["diff", "13"], "there is no block '13'"),
        (["--json", "diff"], "--json goes behind the command: diff --json"),
    ],
)
def test_wrong_use_ends_in_one_clear_line_and_exit_code_2(arguments, says):
    done = cli(*arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_help_names_every_command():
    from tminus.cli import COMMANDS

    shown = cli("--help").stdout
    assert all(f"  {name} " in shown for name in COMMANDS)
