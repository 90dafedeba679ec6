"""ruff and flake8 say of the corpus just what the answer key says they do."""

import subprocess
import sys
from pathlib import Path

import pytest

from tminus.corpus import load
from tminus.lint.figures import figures
from tminus.lint.findings import findings
from tminus.lint.programs import programs
from tminus.lint.run import run
from tminus.lint.tools import tool
from tminus.score import sarif

CORPUS = load()
CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def found():
    laid = programs(CORPUS)
    reports = run([tool("ruff"), tool("flake8")], laid)
    return {report.tool.name: findings(report, laid) for report in reports}


@pytest.mark.parametrize("name", ["ruff", "flake8"])
def test_of_the_originals_a_linter_says_just_what_the_key_says(found, name):
    said = {block: [str(spot) for spot in spots] for block, spots in found[name].as_written.items()}
    expected = {
        block.name: [str(finding) for finding in block.as_written[name]] for block in CORPUS.blocks
    }
    assert said == expected


@pytest.mark.parametrize("name", ["ruff", "flake8"])
def test_each_defect_isolated_is_flagged_by_just_the_codes_of_its_entry(found, name):
    said = figures(CORPUS, found[name]).isolated
    assert said == {defect.id: getattr(defect, name) for defect in CORPUS.defects}


@pytest.mark.parametrize("name", ["ruff", "flake8"])
def test_nothing_is_said_of_the_fixed_programs(found, name):
    assert not any(found[name].false_alarms.values())


def test_ruff_by_hand_says_the_same_of_originals_and_fixed_programs():
    result = subprocess.run(
        [
            sys.executable,
            "-m",
            "ruff",
            "check",
            "--no-cache",
            "--output-format=sarif",
            "original",
            "fixed",
        ],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    said = [(Path(each.file), each.line, each.code) for each in sarif.read(result.stdout)]
    assert [
        (path.parent.name, path.stem, line, code) for path, line, code in sorted(said)
    ] == sorted(
        ("original", block.name, finding.line, finding.code)
        for block in CORPUS.blocks
        for finding in block.as_written["ruff"]
    )


def test_flake8_by_hand_says_the_same_of_originals_and_fixed_programs():
    result = subprocess.run(
        [sys.executable, "-m", "flake8", "--format=%(path)s:%(row)d:%(code)s", "original", "fixed"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert sorted(result.stdout.splitlines()) == sorted(
        f"original/{block.name}.py:{finding.line}:{finding.code}"
        for block in CORPUS.blocks
        for finding in block.as_written["flake8"]
    )
