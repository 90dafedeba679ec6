"""Run a tool that cannot simply be given all programs at once, in one process all the same.

Run as a file, ``python -P one_by_one.py TOOL FILE…``; it needs nothing but the tool. Prints
a JSON list of ``{"file", "line", "code", "text"}``. Exit code 0, or 2 with the tool's
own complaint.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import sys

MYPY = [
    "--config-file=",
    f"--cache-dir={os.devnull}",
    "--check-untyped-defs",
    "--no-site-packages",
    "--python-version=3.11",
    "--platform=linux",
    "--output=json",
]


def mypy(files: list[str]) -> list[dict[str, object]]:
    """Mypy stops its whole run at a file that it cannot parse: it runs again without that one."""
    from mypy import api

    said: list[dict[str, object]] = []
    while files:
        output, complaint, status = api.run([*MYPY, *files])
        if status == 2 and not output:
            sys.exit(complaint or "mypy gave up without a word")
        found = [json.loads(line) for line in output.splitlines()]
        said += [
            {
                "file": item["file"],
                "line": item["line"],
                "code": item["code"] or item["severity"],
                "text": item["message"],
            }
            for item in found
            if item["severity"] != "note"
        ]
        if status != 2:
            break
        refused = {item["file"] for item in found}
        if refused.isdisjoint(files):
            sys.exit(complaint or output)
        files = [file for file in files if file not in refused]
    return said


def vulture(files: list[str]) -> list[dict[str, object]]:
    """Vulture takes a name that any file uses as used in all: it sees one file at a time."""
    from vulture import Vulture

    said: list[dict[str, object]] = []
    for file in files:
        search, complaints = Vulture(), io.StringIO()
        with contextlib.redirect_stderr(complaints):
            search.scavenge([file])
        for complaint in complaints.getvalue().splitlines():
            refused = re.match(r"(.+?):(\d+): (.*)", complaint)
            if refused is None:
                sys.exit(complaint)
            said.append(
                {
                    "file": refused[1],
                    "line": int(refused[2]),
                    "code": "syntax-error",
                    "text": refused[3],
                }
            )
        said += [
            {
                "file": str(item.filename),
                "line": item.first_lineno,
                "code": item.typ if item.typ == "unreachable_code" else f"unused-{item.typ}",
                "text": item.message,
            }
            for item in search.get_unused_code()
        ]
    return said


if __name__ == "__main__":
    run = {"mypy": mypy, "vulture": vulture}[sys.argv[1]]
    try:
        print(json.dumps(run(sys.argv[2:])))
    except SystemExit as end:
        print(end.code, file=sys.stderr)
        sys.exit(2)
