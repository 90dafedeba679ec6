"""What each tool prints is read rightly, and what it does not print is refused."""

import json

import pytest

from tminus.lint import readers
from tminus.lint.run import LintError, read
from tminus.lint.tools import TOOLS, tool
from tminus.score.remark import Remark

SARIF = json.dumps(
    {
        "version": "2.1.0",
        "runs": [
            {
                "results": [
                    {
                        "ruleId": "F821",
                        "message": {"text": "Undefined name `t`"},
                        "locations": [
                            {
                                "physicalLocation": {
                                    "artifactLocation": {"uri": "file:///tmp/a%20b.py"},
                                    "region": {"startLine": 3},
                                }
                            }
                        ],
                    }
                ]
            }
        ],
    }
)


@pytest.mark.parametrize("name", ["ruff", "ruff-all", "ty"])
def test_sarif(name):
    assert tool(name).read(SARIF) == [Remark("/tmp/a b.py", 3, "F821", "Undefined name `t`")]


def test_flake8():
    output = "a.py:11:7: E999 SyntaxError: invalid syntax\nb.py:1:4: F821 undefined name 't'\n"
    assert readers.flake8(output) == [
        Remark("a.py", 11, "E999", "SyntaxError: invalid syntax"),
        Remark("b.py", 1, "F821", "undefined name 't'"),
    ]


def test_codespell():
    assert readers.codespell("a.py:18: neeeded ==> needed\n") == [
        Remark("a.py", 18, "neeeded", "a.py:18: neeeded ==> needed")
    ]


def test_typos():
    output = (
        '{"type":"binary_file","path":"x"}\n'
        '{"type":"typo","path":"a.py","line_num":4,"byte_offset":8,'
        '"typo":"compeleted","corrections":["completed"]}\n'
    )
    assert readers.typos(output) == [Remark("a.py", 4, "compeleted", "completed")]


def test_pylint():
    output = (
        '{"messages": [{"path": "a.py", "line": 9, "symbol": "no-member", "messageId": "E1101", '
        '"message": "no join"}], "statistics": {}}'
    )
    assert readers.pylint(output) == [Remark("a.py", 9, "no-member", "no join")]


def test_pyright_counts_lines_from_nought_and_names_no_rule_for_a_syntax_error():
    output = (
        '{"generalDiagnostics": ['
        '{"file": "/x/a.py", "message": "not defined", "rule": "reportUndefinedVariable", '
        '"range": {"start": {"line": 0, "character": 3}}},'
        '{"file": "/x/a.py", "message": "Expected expression", '
        '"range": {"start": {"line": 7, "character": 0}}}]}'
    )
    assert readers.pyright(output) == [
        Remark("/x/a.py", 1, "reportUndefinedVariable", "not defined"),
        Remark("/x/a.py", 8, "syntax", "Expected expression"),
    ]


def test_pyrefly():
    output = (
        '{"errors": [{"path": "a.py", "line": 2, "name": "unknown-name", '
        '"description": "Could not find name `t`"}]}'
    )
    assert readers.pyrefly(output) == [Remark("a.py", 2, "unknown-name", "Could not find name `t`")]


def test_bandit_names_a_file_that_it_cannot_parse_without_a_line():
    output = (
        '{"errors": [{"filename": "a.py", "reason": "syntax error"}], "results": '
        '[{"filename": "b.py", "line_number": 5, "test_id": "B105", "issue_text": "password"}]}'
    )
    assert readers.bandit(output) == [
        Remark("a.py", 0, "syntax-error", "syntax error"),
        Remark("b.py", 5, "B105", "password"),
    ]


def test_one_by_one():
    output = '[{"file": "a.py", "line": 1, "code": "unused-class", "text": "unused class"}]'
    assert readers.one_by_one(output) == [Remark("a.py", 1, "unused-class", "unused class")]


@pytest.mark.parametrize("each", TOOLS, ids=lambda each: each.name)
@pytest.mark.parametrize("output", ["Traceback: boom", '{"surprise": 1}', "[1, 2"])
def test_output_that_cannot_be_read_is_an_error_that_names_the_tool(each, output):
    with pytest.raises(LintError, match=rf"^{each.name} 1\.0: its output cannot be read: \w+"):
        read(each, "1.0", output)
