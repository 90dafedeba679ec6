"""``tminus score``: a report against the answer key, with figures computed by hand."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tminus.corpus import load
from tminus.score import sarif, text
from tminus.score.reach import reach
from tminus.score.read import read
from tminus.score.remark import Remark, ReportError
from tminus.score.scoring import score

CORPUS = load()
REACH = reach(CORPUS)
REPORTS = Path(__file__).parent / "reports"


def scored(report):
    return score(CORPUS, read(report), REACH)


def hits(report):
    return [defect.id for defect in scored(report).hit]


def sarif_of(*results, **run):
    return json.dumps({"version": "2.1.0", "runs": [{"results": list(results), **run}]})


def result(uri="original/03_join.py", line=1, **more):
    region = {} if line is None else {"region": {"startLine": line}}
    place = {"artifactLocation": {"uri": uri}, **region}
    return {"message": {"text": "x"}, "locations": [{"physicalLocation": place}], **more}


def cli(*arguments, **more):
    return subprocess.run(
        [sys.executable, "-m", "tminus", "score", *arguments],
        capture_output=True,
        text=True,
        check=False,
        **more,
    )


# Three reports, and the figures by hand


def ruff_of(**given):
    """The JSON of ruff with one finding, of which some is as given."""
    finding = {"filename": "05.py", "location": {"row": 1}, "code": "F1", "message": "x"}
    return json.dumps([finding | given])


def test_the_sarif_of_ruff():
    # 24 results. Four repeat the words of another one at their line (01:11, 06:17, 12:1,
    # 12:3), so 20 findings; two stand where nothing is wrong (06:18, 11:4). They hit one
    # defect a block in 01, 02, 03, 06, 07, 08, 10, 11, 12, two in 04, three in 05: 14 of
    # 40. Of the 112 lines without a defect one is flagged, 11:4; 06 ends at line 17.
    report = scored((REPORTS / "ruff.sarif").read_text("utf-8"))
    assert len(report.findings) == 20
    assert [str(finding) for finding in report.false_alarms] == [
        "06_io_timeout:18 invalid-syntax Expected dedent, found end of file",
        "11_semaphore_pool:4 invalid-syntax Unexpected indentation",
    ]
    assert report.recall == 14 / 40
    assert report.precision == 18 / 20
    assert report.f1 == pytest.approx(2 * 0.9 * 0.35 / 1.25)
    assert report.youden == pytest.approx(14 / 40 - 1 / 112)


def test_the_json_of_pylint():
    # 16 findings, each at a defect: five syntax errors hit one each, two at 04:1 both that
    # are there, four in 05 (at line 18 only the join: no-member is no sight of a
    # spelling), two in 07, one each in 02, 03, 08.
    report = scored((REPORTS / "pylint.json").read_text("utf-8"))
    assert (len(report.findings), report.false_alarms) == (16, ())
    assert [defect.id for defect in report.hit] == [
        "01/form", "02/t-undefined", "03/t-undefined", "04/thread-undefined",
        "04/countdown-undefined", "05/import-thread", "05/import-time", "05/self-running",
        "05/c-join", "06/return-indent", "07/import-time", "07/n-zero", "08/class-undefined",
        "10/colon", "11/de", "12/transcript",
    ]  # fmt: skip
    assert (report.recall, report.precision) == (16 / 40, 1)
    assert report.f1 == pytest.approx(32 / 56)
    assert report.youden == 16 / 40


def test_a_review_typed_by_hand():
    # 20 bullets, of which 05:17 and 09:22 point at nothing. The others point at 18 lines,
    # at which the key allows 23 defects: two each at 01:11, 04:1, 05:18, 06:3, 11:13, one
    # each at the other 13.
    report = scored((REPORTS / "review.md").read_text("utf-8"))
    assert [(each.block, each.line) for each in report.false_alarms] == [
        ("05_terminate_flag", 17),
        ("09_started_event", 22),
    ]
    assert len(report.hit) == 23
    assert len(report.missed) == 17
    assert report.recall == 23 / 40
    assert report.precision == 18 / 20
    assert report.f1 == pytest.approx(2 * 0.9 * 0.575 / 1.475)
    assert report.youden == pytest.approx(23 / 40 - 2 / 112)
    assert report.by(lambda defect: defect.kind) == {
        "syntax": (3, 6), "name": (9, 16), "call": (1, 3), "logic": (5, 6),
        "context": (3, 6), "text": (2, 3),
    }  # fmt: skip
    assert report.by(lambda defect: defect.difficulty) == {
        "easy": (10, 16), "medium": (9, 17), "hard": (4, 7)
    }  # fmt: skip


def test_who_reports_every_line_comes_out_badly():
    every = [
        f"{block.number}:{line}"
        for block in CORPUS.blocks
        for line in range(1, len(block.original.splitlines()) + 1)
    ]
    report = scored("\n".join(every))
    assert (report.recall, report.youden) == (1, 0)
    # 167 lines, 112 of them without a defect.
    assert report.precision == 55 / 167


@pytest.mark.parametrize("nothing", ["", "\n", sarif_of(), "[]", "# Nothing found\n"])
def test_who_reports_nothing_gets_zero_and_no_error(nothing):
    report = scored(nothing)
    assert (report.recall, report.precision, report.f1, report.youden) == (0, 0, 0, 0)
    assert len(report.missed) == 40


# What a finding counts for


def test_a_finding_counts_for_all_defects_that_the_key_allows_at_its_line():
    assert hits("05:18 wrong") == ["05/c-join", "05/neeeded"]


def test_a_finding_that_names_a_defect_counts_for_that_one():
    assert hits("05:18 05/neeeded") == ["05/neeeded"]


def test_an_id_that_begins_like_another_is_not_taken_for_it():
    assert hits("10:39 10/missing-nticks-and-more") == ["10/coundown", "10/missing-nticks"]


def test_a_recorded_code_counts_only_for_what_it_flags_alone():
    assert hits("original/01_start_thread.py:11:7: E999 SyntaxError: invalid syntax") == ["01/form"]
    assert hits('05_terminate_flag.py:18: error: no attribute "join"  [attr-defined]') == [
        "05/c-join"
    ]
    assert hits("05_terminate_flag.py:18: neeeded ==> needed") == ["05/neeeded"]


def test_a_complaint_about_layout_at_the_line_of_a_defect_is_a_false_alarm():
    report = scored("05_terminate_flag.py:6:1: W191 indentation contains tabs")
    assert (report.hit, len(report.false_alarms)) == ((), 1)


def test_the_same_words_twice_are_one_finding():
    assert len(scored("09:1 a\n09:1 a\n09:1 b\n").false_alarms) == 2


# What is read


def test_sarif_of_several_runs_with_relative_absolute_and_encoded_uris():
    report = {
        "version": "2.1.0",
        "runs": [
            {"results": [result("file:///C:/my%20corpus/original/03_join.py")]},
            {"results": [result("original/02_is_alive.py", 4, ruleId="spelling")]},
            {},
        ],
    }
    assert sarif.read(json.dumps(report)) == [
        Remark("/C:/my corpus/original/03_join.py", 1, "", "x"),
        Remark("original/02_is_alive.py", 4, "spelling", "x"),
    ]
    assert hits(json.dumps(report)) == ["02/compeleted", "03/t-undefined"]


def test_sarif_gives_file_and_rule_by_index_too():
    report = sarif_of(
        {
            "ruleIndex": 0,
            "locations": [{"physicalLocation": {"artifactLocation": {"index": 0}}}],
        },
        artifacts=[{"location": {"uri": "05_terminate_flag.py"}}],
        tool={"driver": {"name": "t", "rules": [{"id": "R1"}]}},
    )
    assert sarif.read(report) == [Remark("05_terminate_flag.py", 0, "R1", "")]


def test_sarif_results_that_report_no_problem_are_left_out():
    assert sarif.read(
        sarif_of(
            result(kind="pass"),
            result(suppressions=[{"kind": "inSource"}]),
            result(suppressions=[{"kind": "external", "status": "rejected"}]),
        )
    ) == sarif.read(sarif_of(result()))


@pytest.mark.parametrize(
    ("report", "says"),
    [
        ("{", "not valid JSON"),
        ("{}", "not SARIF: there is no list of runs"),
        ('{"runs": [], "version": "1.0.0"}', "not SARIF 2.1.0: its version is '1.0.0'"),
        (sarif_of(result(), {"message": {}}), r"runs\[0\].results\[1\]: it has no location"),
        (sarif_of(result(line=0)), r"runs\[0\].results\[0\]: its startLine is 0"),
        (sarif_of({"locations": [{}]}), r"results\[0\]: 'physicalLocation' is missing"),
        ('{"version": "2.1.0", "runs": [3]}', r"runs\[0\] is not an object"),
        ('[{"path": "x"}]', "entry 0: neither ruff's JSON nor pylint's"),
        (ruff_of(location={"row": float("inf")}), "entry 0: neither ruff's JSON"),
        (ruff_of(location={"row": float("nan")}), "entry 0: neither ruff's JSON"),
        (ruff_of(location={"row": -5}), "entry 0: neither ruff's JSON"),
        (ruff_of(filename=["a"]), "entry 0: neither ruff's JSON"),
        (ruff_of(message=["x"], code={}), "entry 0: neither ruff's JSON"),
        (f"[{'9' * 5_000}]", "not valid JSON|line 1"),
        (sarif_of({"locations": [None]}), r"results\[0\]: not what SARIF has in its place"),
        (sarif_of(result(line=10**9)), r"results\[0\]: its line is 1000000000"),
        (f"- 05:{'9' * 5_000} x", "line 1: neither"),
        (f"::error file=a,line={'9' * 5_000}::x", "line 1: it names no file, or no line"),
    ],
)
def test_json_that_cannot_be_read_is_named(report, says):
    with pytest.raises(ReportError, match=says):
        read(report)


@pytest.mark.parametrize(
    ("line", "remark"),
    [
        ("original/05_x.py:6:3: F841 unused", Remark("original/05_x.py", 6, "F841", "F841 unused")),
        ("a.py:6: no column", Remark("a.py", 6, "", "no column")),
        (r"C:\my review\05_x.py:6:3: here", Remark(r"C:\my review\05_x.py", 6, "", "here")),
        ("a.py:1: error: bad  [name-defined]", Remark("a.py", 1, "", "error: bad  [name-defined]")),
        ("- 05:6 the flag", Remark("05", 6, "", "the flag")),
        ("* `05:6`: the flag", Remark("05", 6, "", "the flag")),
        ("+ **05:6** – the flag", Remark("05", 6, "", "the flag")),
        ("3. 5:6-8 the flag", Remark("5", 6, "", "the flag")),
        ("- [x] 05_terminate_flag:6", Remark("05_terminate_flag", 6, "", "")),
        (
            "::error title=ruff (F821),file=original/02_is_alive.py,line=1,col=4::a%0Ab%2C 50%25",
            Remark("original/02_is_alive.py", 1, "", "ruff (F821) a\nb, 50%"),
        ),
        ("::warning file=a.py::whole file", Remark("a.py", 0, "", "whole file")),
    ],
)
def test_a_line_of_each_form_is_read(line, remark):
    assert text.read(line) == [remark]


def test_what_is_indented_below_a_bullet_belongs_to_it():
    assert text.read("- 05:6 one\n  two\n") == [Remark("05", 6, "", "one two")]


def test_headings_fences_and_the_last_words_of_linters_say_nothing():
    said = "# Title\n```\n---\n************* Module x\nFound 3 errors.\n::group::ruff\n"
    assert text.read(said) == []


@pytest.mark.parametrize(
    ("report", "says"),
    [
        ("- 05:6 x\nand so on\n", "line 2: neither FILE:LINE: TEXT"),
        ("05:six", "line 1: neither"),
        ("::error line=3::x", "line 1: it names no file"),
        ("::error file=a.py,line=x::x", "line 1: it names no file, or no line"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(report, says):
    with pytest.raises(ReportError, match=says):
        read(report)


@pytest.mark.parametrize(
    ("report", "says"),
    [
        ("setup.py:3: x", r"setup.py:3: no block of the corpus"),
        ("13:1 x", "13:1: no block of the corpus"),
        ("fixed/05_terminate_flag.py:3: x", "a report on original/ is scored, not on fixed/"),
        ("05:20 x", r"original/05_terminate_flag.py has 18 lines"),
    ],
)
def test_a_finding_about_no_line_of_the_corpus_is_not_scored_as_a_miss_but_named(report, says):
    with pytest.raises(ReportError, match=says):
        scored(report)


# The command


def test_json_has_the_figures_and_lists():
    done = cli(str(REPORTS / "review.md"), "--json")
    assert (done.returncode, done.stderr) == (0, "")
    data = json.loads(done.stdout)
    assert (data["recall"], data["precision"], data["f1"]) == (0.575, 0.9, 0.7017)
    assert len(data["hit"]) == 23
    assert len(data["missed"]) == 17
    assert data["false_alarms"][1] == {
        "block": "09_started_event",
        "line": 22,
        "code": "",
        "text": "the event could be set before anybody waits",
    }


def test_a_report_may_come_from_standard_input():
    done = cli("-", input="03:1 nothing defines t\n")
    assert done.returncode == 0
    assert "1 of 40 defects hit" in done.stdout


def test_the_page_names_what_was_hit_and_missed_and_every_false_alarm():
    said = cli(str(REPORTS / "review.md")).stdout
    assert "recall       0.57   23 of 40 defects hit" in said
    assert "Missed (17)\n  03/t-undefined" in said
    assert "False alarms (2)\n  05_terminate_flag:17 terminate is called before" in said


def test_bad_input_ends_in_one_line_that_names_it_and_exit_code_2(tmp_path):
    (tmp_path / "latin.md").write_bytes(b"05:6 caf\xe9")
    (tmp_path / "prose.md").write_text("It is all fine.")
    for path, says in (
        (tmp_path / "none.md", "there is no such file"),
        (tmp_path / "latin.md", "not UTF-8 text (byte 8)"),
        (tmp_path / "prose.md", "line 1: neither FILE:LINE: TEXT"),
    ):
        done = cli(str(path))
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"tminus: {path}: ")
        assert says in done.stderr
        assert done.stderr.count("\n") == 1
