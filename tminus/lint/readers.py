"""What each tool prints, as remarks: one small function a format.

Each raises an exception of any sort where the output is not what the tool prints;
`tminus.lint.run` turns that into one line that names the tool. SARIF is read by
`tminus.score.sarif`.
"""

from __future__ import annotations

import json
import re

from tminus.score.remark import Remark


def flake8(output: str) -> list[Remark]:
    """``file:line:column: CODE text``, a line each."""
    return [
        Remark(found[1], int(found[2]), found[3], found[4])
        for found in _lines(r"(.+?):(\d+):\d+: (\S+) (.*)", output)
    ]


def codespell(output: str) -> list[Remark]:
    """``file:line: wrong ==> right``, a line each; the code is the misspelt word."""
    return [
        Remark(found[1], int(found[2]), found[3], found[0])
        for found in _lines(r"(.+?):(\d+): (.+) ==> .*", output)
    ]


def typos(output: str) -> list[Remark]:
    """An object a line; the code is the misspelt word."""
    return [
        Remark(item["path"], item["line_num"], item["typo"], ", ".join(item["corrections"]))
        for item in map(json.loads, output.splitlines())
        if item["type"] == "typo"
    ]


def pylint(output: str) -> list[Remark]:
    """Pylint's ``json2``; the code is the name of the message."""
    return [
        Remark(item["path"], item["line"], item["symbol"], item["message"])
        for item in json.loads(output)["messages"]
    ]


def pyright(output: str) -> list[Remark]:
    """Pyright's ``--outputjson``, where lines count from 0; a syntax error has no rule."""
    return [
        Remark(
            item["file"],
            item["range"]["start"]["line"] + 1,
            item.get("rule", "syntax"),
            item["message"],
        )
        for item in json.loads(output)["generalDiagnostics"]
    ]


def pyrefly(output: str) -> list[Remark]:
    """Pyrefly's ``json``."""
    return [
        Remark(item["path"], item["line"], item["name"], item["description"])
        for item in json.loads(output)["errors"]
    ]


def bandit(output: str) -> list[Remark]:
    """Bandit's ``json``; a file that it cannot parse is named without a line."""
    data = json.loads(output)
    refused = [
        Remark(item["filename"], 0, "syntax-error", item["reason"]) for item in data["errors"]
    ]
    return refused + [
        Remark(item["filename"], item["line_number"], item["test_id"], item["issue_text"])
        for item in data["results"]
    ]


def one_by_one(output: str) -> list[Remark]:
    """What `tminus.lint.one_by_one` prints."""
    return [Remark(**item) for item in json.loads(output)]


def _lines(pattern: str, output: str) -> list[re.Match[str]]:
    found = []
    for line in output.splitlines():
        match = re.fullmatch(pattern, line)
        if match is None:
            raise ValueError(f"cannot read the line {line!r}")
        found.append(match)
    return found
