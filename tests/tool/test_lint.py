"""``tminus lint``: who catches what."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from importlib.util import find_spec

import pytest

from tminus.corpus import CorpusError, Kind, home, load
from tminus.lint import picture, results
from tminus.lint.figures import figures
from tminus.lint.findings import Findings, Spot, findings
from tminus.lint.markdown import table
from tminus.lint.programs import Variant, programs
from tminus.lint.results import Result
from tminus.lint.run import LintError, Report, run, version
from tminus.lint.tools import TOOLS, Tool, tool
from tminus.score.remark import Remark

CORPUS = load()
PROGRAMS = programs(CORPUS)


def program(variant, subject):
    return next(each for each in PROGRAMS if (each.variant, each.subject) == (variant, subject))


def reported(*said):
    """A report that says just these (variant, subject, line, code)."""
    remarks = {each.file: [] for each in PROGRAMS}
    for variant, subject, line, code in said:
        file = program(variant, subject).file
        remarks[file].append(Remark(file, line, code, ""))
    return Report(tool("ruff"), "1.0", "", 1.0, remarks)


def figures_of(*said):
    return figures(CORPUS, findings(reported(*said), PROGRAMS))


def cli(*arguments, **more):
    return subprocess.run(
        [sys.executable, "-m", "tminus", "lint", *arguments],
        capture_output=True,
        text=True,
        check=False,
        **more,
    )


# What is linted


def test_each_block_is_there_as_written_and_fixed_and_each_defect_isolated():
    by_variant = {
        variant: [each for each in PROGRAMS if each.variant == variant] for variant in Variant
    }
    assert len(by_variant[Variant.WRITTEN]) == len(by_variant[Variant.FIXED]) == 12
    assert [each.subject for each in by_variant[Variant.ISOLATED]] == [
        defect.id for defect in CORPUS.defects
    ]
    assert len({each.file for each in PROGRAMS}) == len(PROGRAMS)


# What a finding counts for


def test_a_finding_at_a_line_of_the_defect_counts_in_lines_of_the_original():
    # With the import put in above it, line 13 of the program is line 12 of the original.
    found = figures_of((Variant.ISOLATED, "05/import-time", 13, "F821"))
    assert found.isolated["05/import-time"] == ("F821",)
    assert found.caught == 1
    assert found.isolated_recall == 1 / 40
    assert found.kinds[Kind.NAME] == (1, 16)


def test_a_finding_at_another_line_counts_for_nothing_and_is_a_class_of_its_own():
    found = figures_of((Variant.ISOLATED, "05/import-time", 3, "F821"))
    assert found.isolated["05/import-time"] == ()
    assert (found.caught, found.elsewhere, found.false_alarms) == (0, 1, 0)


def test_a_finding_in_a_line_that_a_repair_put_in_counts_for_nothing():
    said = (Variant.ISOLATED, "05/import-time", 1, "X1")
    assert findings(reported(said), PROGRAMS).isolated["05/import-time"] == (Spot("1+1", "X1"),)
    assert figures_of(said).caught == 0


def test_a_finding_that_the_fixed_program_has_too_is_a_false_alarm_and_no_catch():
    found = figures_of(
        (Variant.ISOLATED, "02/compeleted", 10, "Q1"),
        (Variant.FIXED, "02_is_alive", 10, "Q1"),
    )
    assert (found.caught, found.false_alarms, found.programs_flagged) == (0, 1, 1)
    assert found.precision == 0
    assert found.youden == -1 / 12


def test_what_is_said_of_a_file_as_a_whole_at_its_first_line_is_the_same_in_both():
    found = findings(
        reported(
            (Variant.ISOLATED, "02/t-undefined", 1, "D100"),
            (Variant.FIXED, "02_is_alive", 1, "D100"),
        ),
        PROGRAMS,
    )
    assert found.isolated["02/t-undefined"] == ()


def test_a_code_that_the_fixed_program_raises_elsewhere_is_no_catch():
    # Line 11 of the original is taken out by the repair, so the fixed program has no such line.
    found = figures_of(
        (Variant.ISOLATED, "06/break-always", 15, "W191"),
        (Variant.FIXED, "06_io_timeout", 4, "W191"),
    )
    assert found.isolated["06/break-always"] == ()


def test_a_finding_on_the_clean_block_is_a_false_alarm():
    found = figures_of(
        (Variant.WRITTEN, "09_started_event", 5, "E1"),
        (Variant.FIXED, "09_started_event", 5, "E1"),
    )
    assert (found.caught_as_written, found.false_alarms) == (0, 1)


def test_a_syntax_error_as_written_is_no_sight_of_what_it_hides_in_the_same_line():
    found = figures_of(
        (Variant.WRITTEN, "01_start_thread", 11, "E999"),
        (Variant.ISOLATED, "01/form", 11, "E999"),
        (Variant.ISOLATED, "01/threaad", 11, "F401"),
    )
    assert found.as_written["01/form"] == ("E999",)
    assert found.as_written["01/threaad"] == ()
    assert found.hidden == ("01/threaad",)


def test_precision_and_youden_of_a_tool_that_says_little_and_wrong():
    found = figures_of(
        (Variant.ISOLATED, "03/t-undefined", 1, "F821"),
        (Variant.FIXED, "01_start_thread", 4, "X1"),
        (Variant.FIXED, "01_start_thread", 5, "X1"),
        (Variant.FIXED, "08_process", 4, "X1"),
    )
    assert found.precision == 1 / 4
    assert found.youden == 1 / 40 - 2 / 12


# Running the tools


def test_a_tool_that_fails_is_an_error_that_names_it():
    broken = replace(tool("flake8"), command=(*tool("flake8").command, "--nonsense"))
    with pytest.raises(LintError, match=r"^flake8 [\d.]+: exit code 2: usage: flake8"):
        run([broken], PROGRAMS)


def test_a_tool_that_says_nothing_at_all_has_not_read_the_programs():
    silent = replace(tool("flake8"), command=("{python}", "-c", ""))
    with pytest.raises(LintError, match=r"flake8 .*: not a word about 64 programs"):
        run([silent], PROGRAMS)


def test_a_tool_that_speaks_of_other_files_is_refused():
    stray = replace(tool("flake8"), command=("{python}", "-c", "print('setup.py:1:1: X1 stray')"))
    with pytest.raises(LintError, match=r"it speaks of 'setup\.py', which it was not given"):
        run([stray], PROGRAMS)


def test_a_tool_that_is_not_installed_has_no_version_and_is_refused():
    absent = Tool("absent", "no-such-package", "", ("absent",), tool("flake8").read)
    assert version(absent) is None
    with pytest.raises(LintError, match="absent is not installed: pip install 'tminus"):
        run([absent], PROGRAMS)


# What is recorded


def test_a_result_is_read_as_it_was_written(tmp_path):
    spots = (Spot("1", "A1"), Spot("1+2", "B2"), Spot("0", "C 3"))
    written = Result(
        "x", "1.0", date(2026, 1, 2), 'with "quotes"', 0.5, Findings({"a": spots}, {"a/b": ()}, {})
    )
    (tmp_path / "x.toml").write_text(results.dump(written), encoding="utf-8")
    assert results.load(tmp_path / "x.toml") == written


def test_drift_names_what_was_and_what_is():
    before = Result("x", "1.0", date(2026, 1, 2), "s", 0.5, Findings({"a": ()}, {}, {}))
    after = replace(
        before,
        version="1.1",
        date=date(2027, 1, 1),
        findings=Findings({"a": (Spot("1", "B"),)}, {}, {}),
    )
    assert results.drift(before, replace(before, date=date(2027, 1, 1), seconds=9)) == []
    assert results.drift(before, after) == [
        "x: version was 1.0, is 1.1",
        "x: as written a: was nothing, is 1 B",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("tool = ", "not valid TOML"),
        ('tool = "x"', "'version' is missing; run tminus lint --update"),
    ],
)
def test_a_broken_result_is_named(tmp_path, text, says):
    (tmp_path / "x.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=says):
        results.load(tmp_path / "x.toml")


@pytest.fixture
def hostile(tmp_path, monkeypatch):
    """A directory whose configuration would silence every tool that found it."""
    ini = "[flake8]\nexclude = *\n[mypy]\nignore_errors = True\n[codespell]\nskip = *\n"
    silent = {
        "pyproject.toml": '[tool.ruff]\nexclude = ["*"]\n[tool.flake8]\nexclude = ["*"]\n'
        '[tool.mypy]\nignore_errors = true\n[tool.pylint.main]\ndisable = ["all"]\n'
        '[tool.codespell]\nskip = "*"\n[tool.vulture]\nmin_confidence = 100\n'
        '[tool.basedpyright]\nignore = ["**"]\n[tool.pyright]\nignore = ["**"]\n'
        '[tool.ty.rules]\nall = "ignore"\n[tool.pyrefly]\nproject-excludes = ["**"]\n',
        "ruff.toml": 'exclude = ["*"]\n',
        ".flake8": ini,
        "setup.cfg": ini,
        "mypy.ini": ini,
        "pylintrc": "[MAIN]\ndisable = all\n",
        "pyrightconfig.json": '{"ignore": ["**"]}\n',
        "ty.toml": '[rules]\nall = "ignore"\n',
        "pyrefly.toml": 'project-excludes = ["**"]\n',
        ".codespellrc": ini,
        "typos.toml": "[default]\ncheck-file = false\n",
        ".bandit": "[bandit]\nexclude = *\n",
        ".gitignore": "*\n",
        ".ignore": "*\n",
    }
    for name, text in silent.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / ".git").mkdir()
    for variable in ("RUFF_CONFIG", "PYLINTRC", "TY_CONFIG_FILE", "PYREFLY_CONFIG", "MYPYPATH"):
        monkeypatch.setenv(variable, str(tmp_path / "nonsense"))
    return tmp_path


@pytest.mark.parametrize("each", TOOLS, ids=lambda each: each.name)
def test_a_tool_finds_what_is_recorded_whatever_configuration_is_about(each, hostile):
    recorded = results.load(results.path(CORPUS, each.name))
    if version(each) != recorded.version:
        pytest.skip(
            f"{each.package} {recorded.version} is not installed: pip install 'tminus[linters]'"
        )
    (report,) = run([each], PROGRAMS, parent=hostile)
    current = results.result(report, findings(report, PROGRAMS))
    assert results.drift(recorded, current) == [], f"run: {results.UPDATE}"


def test_the_picture_is_that_of_the_recorded_results():
    assert picture.path(CORPUS).read_text("utf-8") == picture.draw(CORPUS), f"run: {results.UPDATE}"


def test_the_table_in_the_readme_is_that_of_the_recorded_results():
    text = (home() / "README.md").read_text("utf-8")
    if "<!-- lint:begin" not in text:
        pytest.skip("the README has no marks of a generated table of linters")
    part = text.partition("<!-- lint:begin")[2].partition("-->\n")[2]
    assert part.partition("\n<!-- lint:end -->")[0] == table(CORPUS)


# The command


def test_json_has_the_figures_of_each_tool():
    done = cli("--tool", "ruff", "--tool", "flake8", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    tools = json.loads(done.stdout)["tools"]
    assert list(tools) == ["ruff", "flake8"]
    assert set(tools["ruff"]) == {
        "version", "isolated_recall", "as_written_recall", "false_alarms", "precision",
        "youden", "seconds", "isolated", "as_written",
    }  # fmt: skip
    assert tools["flake8"]["isolated_recall"] == 27 / 40
    assert tools["flake8"]["as_written_recall"] == 14 / 40
    assert tools["flake8"]["false_alarms"] == 0
    assert tools["flake8"]["precision"] == 1
    assert tools["flake8"]["youden"] == 27 / 40
    assert tools["flake8"]["isolated"]["01/threaad"] == ["F401", "F821"]
    assert tools["flake8"]["as_written"]["01/threaad"] == []


def test_the_page_says_what_is_missed_what_is_hidden_and_what_each_figure_means():
    done = cli("--tool", "flake8")
    assert done.returncode == 0
    said = " ".join(done.stdout.split())
    assert "11/de syntax ● E999" in said
    assert "Missed by every tool (13 of 40)" in said
    assert "flake8 (13): 01/missing-n" in said
    assert "Youden index: recall isolated less the share of fixed programs" in said


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--tool", "lint"], "there is no tool 'lint'; the tools are ruff, flake8"),
        (["--json", "--check"], "--json, --update and --check exclude one another"),
    ],
)
def test_wrong_use_ends_in_one_line_and_exit_code_2(arguments, says):
    done = cli(*arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_tools_that_are_not_installed_are_said_to_be():
    missing = [each.name for each in TOOLS if version(each) is None]
    if not missing:
        pytest.skip("all tools are installed")
    done = cli("--json")
    assert f"not installed: {', '.join(missing)}" in done.stderr
    assert not set(json.loads(done.stdout)["tools"]) & set(missing)


def test_a_tool_that_is_asked_for_and_not_installed_is_an_error():
    if find_spec("bandit") is not None:
        pytest.skip("bandit is installed")
    done = cli("--tool", "bandit")
    assert done.returncode == 2
    assert "not installed: bandit (pip install 'tminus[linters]')" in done.stderr


def test_check_agrees_with_what_is_recorded():
    if version(tool("ruff")) != results.load(results.path(CORPUS, "ruff")).version:
        pytest.skip("ruff is not installed at the version that is recorded")
    done = cli("--tool", "ruff", "--check")
    assert (done.returncode, done.stdout) == (0, "no drift: 1 tools find what is recorded\n")
