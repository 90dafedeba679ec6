"""``tminus diff`` shows each change with its defect."""

import json

import pytest
from click.testing import CliRunner

from tminus.cli import group
from tminus.cli.diff import labels
from tminus.corpus import load


def run(*arguments):
    return CliRunner().invoke(group, ["diff", *arguments])


def ids(lines):
    return {line: [defect.id for defect in defects] for line, defects in lines.items()}


def test_two_defects_on_one_line_both_label_it():
    old, new = labels(load().block("01"))
    assert ids(old) == {
        4: ["01/missing-n"],
        8: ["01/time-sleep"],
        11: ["01/form", "01/threaad"],
    }
    assert ids(new) == ids(old)


def test_inserted_and_deleted_lines_are_labelled_on_their_own_side():
    old, new = labels(load().block("06"))
    assert ids(old) == {
        3: ["06/terminate-true"],
        11: ["06/break-always"],
        13: ["06/coutinue"],
        17: ["06/return-indent"],
    }
    assert ids(new) == {
        1: ["06/import-socket"],
        2: ["06/import-socket"],
        4: ["06/no-init"],
        5: ["06/no-init"],
        7: ["06/terminate-true"],
        15: ["06/end-of-stream"],
        16: ["06/end-of-stream"],
        18: ["06/coutinue"],
        22: ["06/return-indent"],
    }


def test_a_block_is_shown_with_its_changes_labelled():
    shown = run("7").output.splitlines()
    assert shown[:2] == ["--- original/07_thread_subclass.py", "+++ fixed/07_thread_subclass.py"]
    assert "-        self.n=0" + " " * 41 + "  # 07/n-zero" in shown
    assert "+        self.n=n" + " " * 41 + "  # 07/n-zero" in shown


def test_piped_output_is_plain():
    assert "\x1b" not in run().output


@pytest.mark.parametrize("name", ["3", "03", "03_join", "03_join.py"])
def test_a_block_is_meant_by_number_or_name(name):
    assert "fixed/03_join.py" in run(name).output


def test_without_a_block_all_twelve_are_shown():
    assert run().output.count("\n+++ fixed/") == 12


def test_the_clean_block_is_said_to_be_clean():
    assert "nothing is wrong with this block" in run("9").output


def test_json_gives_every_edit_with_its_defect():
    data = json.loads(run("7", "--json").output)
    assert [defect["id"] for defect in data["07_thread_subclass"]] == [
        "07/import-time",
        "07/n-zero",
    ]
    assert data["07_thread_subclass"][1]["edits"] == [
        {"line": 6, "column": 10, "old": "0", "new": "n"}
    ]
