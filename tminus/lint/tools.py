"""The tools, one entry each: what it is run with, and how its output is read.

To add a tool: add an entry here, and what its output looks like to
``tests/tool/test_lint_readers.py``; if it prints neither SARIF nor a format that is
there already, write a reader of a few lines in `tminus.lint.readers`. Then run
``tminus lint --update``.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tminus.corpus import CorpusError, home, read_text
from tminus.lint import readers
from tminus.score import sarif

if TYPE_CHECKING:
    from collections.abc import Callable

    from tminus.score.remark import Remark


@dataclass(frozen=True)
class Tool:
    """One tool.

    ``command`` is run in a directory that holds nothing but the programs, with their
    names behind it unless ``given_files`` is false. In it ``{python}`` stands for the
    interpreter, ``{one_by_one}`` for `tminus.lint.one_by_one`, ``{settings}`` for a
    directory with the files of ``files`` and one named ``empty``, ``{ruff}`` and
    ``{flake8}`` for the rules that ``pyproject.toml`` gives these two. ``statuses`` are
    the exit codes with which it has done its work; ``needs`` are further packages.
    """

    name: str
    package: str
    settings: str
    command: tuple[str, ...]
    read: Callable[[str], list[Remark]]
    statuses: tuple[int, ...] = (0, 1)
    files: dict[str, str] = field(default_factory=dict)
    given_files: bool = True
    needs: tuple[str, ...] = ()


_RUFF = ("ruff", "check", "--isolated", "--no-cache", "--target-version=py311")
_FLAKE8 = ("{python}", "-P", "-m", "flake8", "--isolated", "--jobs=1")
_ONE_BY_ONE = ("{python}", "-P", "{one_by_one}")

TOOLS = (
    Tool(
        "ruff",
        "ruff",
        "the rules that find defects: {ruff}",
        (*_RUFF, "--select={ruff}", "--output-format=sarif"),
        sarif.read,
    ),
    Tool(
        "flake8",
        "flake8",
        "the rules that find defects: {flake8}",
        (*_FLAKE8, "--select={flake8}"),
        readers.flake8,
    ),
    Tool(
        "ruff-all",
        "ruff",
        "all of ruff's stable rules, style included",
        (*_RUFF, "--select=ALL", "--quiet", "--output-format=sarif"),
        sarif.read,
    ),
    Tool(
        "flake8-bugbear",
        "flake8-bugbear",
        "flake8's rules as above, and bugbear's default ones (B)",
        (*_FLAKE8, "--select={flake8},B"),
        readers.flake8,
        needs=("flake8",),
    ),
    Tool(
        "pylint",
        "pylint",
        "its default checks, without duplicate-code: "
        "the variants of one program are meant to be alike",
        (
            "pylint",
            "--rcfile={settings}/empty",
            "--disable=duplicate-code",
            "--py-version=3.11",
            "--persistent=no",
            "--output-format=json2",
        ),
        readers.pylint,
        statuses=tuple(range(32)),
    ),
    Tool(
        "mypy",
        "mypy",
        "its defaults, with --check-untyped-defs: the programs have no annotations",
        (*_ONE_BY_ONE, "mypy"),
        readers.one_by_one,
    ),
    Tool(
        "pyright",
        "basedpyright",
        "run as basedpyright, in the mode that is pyright's default (standard)",
        ("basedpyright", "--project={settings}/pyright.json", "--outputjson"),
        readers.pyright,
        files={
            "pyright.json": '{"include": ["../programs"], "typeCheckingMode": "standard", '
            '"pythonVersion": "3.11", "pythonPlatform": "Linux"}\n'
        },
        given_files=False,
    ),
    Tool(
        "ty",
        "ty",
        "its default rules",
        (
            "ty",
            "check",
            "--config-file={settings}/empty",
            "--python-version=3.11",
            "--python-platform=linux",
            "--no-progress",
            "--output-format=sarif",
        ),
        sarif.read,
    ),
    Tool(
        "pyrefly",
        "pyrefly",
        "its default rules",
        (
            "pyrefly",
            "check",
            "--config={settings}/empty",
            "--python-version=3.11",
            "--python-platform=linux",
            "--skip-interpreter-query",
            "--output-format=json",
        ),
        readers.pyrefly,
    ),
    Tool(
        "codespell",
        "codespell",
        "its default dictionaries",
        ("codespell", "--config={settings}/empty", "--toml={settings}/empty"),
        readers.codespell,
        statuses=(0, 65),
    ),
    Tool(
        "typos",
        "typos",
        "its default dictionary, over contents and not file names",
        ("typos", "--isolated", "--no-ignore", "--no-check-filenames", "--format=json"),
        readers.typos,
        statuses=(0, 2),
    ),
    Tool(
        "bandit",
        "bandit",
        "its default tests; it names a file that it cannot parse, but no line of it",
        ("bandit", "--quiet", "--ini={settings}/empty", "--format=json"),
        readers.bandit,
    ),
    Tool(
        "vulture",
        "vulture",
        "its defaults, one program at a time",
        (*_ONE_BY_ONE, "vulture"),
        readers.one_by_one,
    ),
)
"""Every tool, in the order in which results are shown."""


def tool(name: str) -> Tool:
    """The tool of that name. Raises `CorpusError` where there is none."""
    for candidate in TOOLS:
        if candidate.name == name:
            return candidate
    known = ", ".join(candidate.name for candidate in TOOLS)
    raise CorpusError(f"there is no tool {name!r}; the tools are {known}")


def rules() -> dict[str, str]:
    """The rules of ruff and flake8 over the corpus, as ``pyproject.toml`` gives them.

    Raises `CorpusError` where it does not.
    """
    path = home() / "pyproject.toml"
    try:
        settings = tomllib.loads(read_text(path))["tool"]
        return {
            "ruff": ",".join(settings["tminus"]["lint"]["ruff"]["select"]),
            "flake8": ",".join(settings["flake8"]["select"]),
        }
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise CorpusError(f"{path}: the linters' rules cannot be read: {error!r}") from error


ONE_BY_ONE = Path(__file__).with_name("one_by_one.py")
