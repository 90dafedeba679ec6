"""Run the tools: each once, over all programs, all side by side."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from tminus.corpus import CorpusError
from tminus.lint.programs import Program, lay_out
from tminus.lint.tools import ONE_BY_ONE, Tool, rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tminus.score.remark import Remark

LIMIT = 300
"""Seconds after which a tool is given up."""


class LintError(CorpusError):
    """A tool failed, or printed something that cannot be read; the message names it."""


@dataclass(frozen=True)
class Report:
    """What one tool said about all programs, by the program's file."""

    tool: Tool
    version: str
    settings: str
    seconds: float
    remarks: dict[str, list[Remark]]


def version(tool: Tool) -> str | None:
    """The installed version of a tool; ``None`` if it, or what it needs, is missing."""
    try:
        for package in tool.needs:
            metadata.version(package)
        return metadata.version(tool.package)
    except metadata.PackageNotFoundError:
        return None


def run(
    tools: Sequence[Tool],
    programs: Sequence[Program],
    done: Callable[[Tool], None] | None = None,
    parent: Path | None = None,
) -> list[Report]:
    """The reports of all tools, in their order; ``done`` is called as each ends.

    The programs are laid out in a temporary directory (inside ``parent``, if given).
    Raises `LintError` if a tool fails.
    """
    with (
        tempfile.TemporaryDirectory(prefix="tminus-lint-", dir=parent) as directory,
        ThreadPoolExecutor(max(1, len(tools))) as pool,
    ):
        place = Path(directory).resolve()
        (place / "programs").mkdir()
        lay_out(programs, place / "programs")
        files = [program.file for program in programs]
        futures = {pool.submit(_run, tool, place, files): tool for tool in tools}
        for future in as_completed(futures):
            if done and future.exception() is None:
                done(futures[future])
        return [future.result() for future in futures]


def _run(tool: Tool, place: Path, files: Sequence[str]) -> Report:
    installed = version(tool)
    if installed is None:
        raise LintError(f"{tool.name} is not installed: pip install 'tminus[linters]'")
    settings, home = place / tool.name, place / tool.name / "home"
    home.mkdir(parents=True)
    for name, content in {"empty": "", **tool.files}.items():
        (settings / name).write_text(content, encoding="utf-8")
    places = {
        "python": sys.executable,
        "one_by_one": str(ONE_BY_ONE),
        "settings": str(settings),
        **rules(),
    }
    command = [part.format_map(places) for part in tool.command]
    executable = shutil.which(command[0], path=_path())
    if executable is None:
        raise LintError(f"{tool.name} {installed}: there is no command {command[0]}")
    began = time.perf_counter()
    try:
        result = subprocess.run(
            [executable, *command[1:], *(files if tool.given_files else ())],
            cwd=place / "programs",
            env=_environment(home),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=LIMIT,
            check=False,
        )
    except OSError as error:
        raise LintError(f"{tool.name}: cannot be run: {error.strerror}") from error
    except subprocess.TimeoutExpired as error:
        raise LintError(f"{tool.name}: no end after {LIMIT} seconds") from error
    seconds = time.perf_counter() - began
    output = result.stdout.decode("utf-8", "replace")
    if result.returncode not in tool.statuses:
        words = result.stderr.decode("utf-8", "replace") or output
        first = next((line for line in words.splitlines() if line.strip()), "no message")
        raise LintError(f"{tool.name} {installed}: exit code {result.returncode}: {first}")
    return Report(
        tool,
        installed,
        tool.settings.format_map(places),
        seconds,
        _by_file(f"{tool.name} {installed}", read(tool, installed, output), files),
    )


def read(tool: Tool, installed: str, output: str) -> list[Remark]:
    """A tool's output as remarks. Raises `LintError`, naming the tool, if it is none."""
    try:
        return tool.read(output)
    except Exception as error:
        detail = " ".join(f"{type(error).__name__}: {error}".split())
        raise LintError(f"{tool.name} {installed}: its output cannot be read: {detail}") from error


def _by_file(who: str, remarks: list[Remark], files: Iterable[str]) -> dict[str, list[Remark]]:
    by_file: dict[str, list[Remark]] = {file: [] for file in files}
    for remark in remarks:
        name = Path(remark.file).name
        if name not in by_file:
            raise LintError(f"{who}: it speaks of {remark.file!r}, which it was not given")
        by_file[name].append(remark)
    if not remarks:
        raise LintError(
            f"{who}: not a word about {len(by_file)} programs, some of which "
            "cannot even be parsed; it seems not to have read them"
        )
    return by_file


def _path() -> str:
    """Where a command is looked for: beside the interpreter, for its packages put it there."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])


def _environment(home: Path) -> dict[str, str]:
    """What a tool needs to run, and nothing that may hold settings of the user's."""
    kept = ("PATH", "SYSTEMROOT", "SYSTEMDRIVE", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH")
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        "HOME": str(home),
        "USERPROFILE": str(home),
        "APPDATA": str(home),
        "XDG_CONFIG_HOME": str(home),
        "XDG_CACHE_HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
    }
