"""The command line: one module a command."""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from io import TextIOWrapper
from typing import TYPE_CHECKING

import click

from tminus.corpus import CorpusError
from tminus.escape import one_line
from tminus.virtual.runner import RunnerError

if TYPE_CHECKING:
    from types import FrameType
    from typing import NoReturn

COMMANDS = {
    "start": "a copy of the originals to repair",
    "check": "judge one or many directories of repairs",
    "hint": "one hint at a time, from vague to plain",
    "replay": "one run of a program, as a picture of who did what",
    "diff": "original against fixed, each change with its defect",
    "lint": "who catches what: linters over the corpus",
    "score": "how good is a review, or a linter's report",
    "key": "the answer key as SARIF, the corpus as JSON lines",
    "page": "a static page: review by clicking, see it run, see who catches what",
    "claims": "what the document's text claims, and what a test says to it",
}
"""Every command but the bare one, in the order of the help page, and what it is for."""
RUN_PROGRAMS = ("check", "hint", "replay", "page")
"""The commands that run programs, beside the bare one."""


class Commands(click.Group):
    """Loads the module of a command only when that command is asked for."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        if cmd_name in RUN_PROGRAMS:
            _need_posix()
        command = import_module(f"tminus.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, invoke_without_command=True)
@click.version_option(package_name="tminus", message="%(prog)s %(version)s")
@click.option("--json", "as_json", is_flag=True, help="Print the overview as one JSON object.")
@click.pass_context
def group(ctx: click.Context, as_json: bool) -> None:
    """Twelve broken programs about threads, their repairs, and the proof that these hold.

    Without a command: the corpus at a glance. Exit code 0 when all is well, 1 when
    there are findings, 2 when the command was used wrongly.
    """
    if ctx.invoked_subcommand is None:
        _need_posix()
        from tminus.cli.overview import overview

        ctx.exit(overview(as_json=as_json))
    elif as_json:
        raise click.UsageError(f"--json goes behind the command: {ctx.invoked_subcommand} --json")


def _need_posix() -> None:
    if sys.platform == "win32":
        raise click.UsageError("programs are run on Linux and macOS only; on Windows use WSL")


def main() -> None:
    """Run the command; whatever is wrong with its input ends in one line and exit code 2.

    Exit code 130 where it was interrupted, 143 where it was told to terminate.
    """
    _settle()
    try:
        sys.exit(group.main(prog_name="tminus", standalone_mode=False))
    except click.ClickException as error:
        vars(error)["message"] = one_line(error.message)
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(128 + signal.SIGINT)
    except (CorpusError, RunnerError) as error:
        click.echo(f"tminus: {one_line(str(error))}", err=True)
        sys.exit(2)
    except MemoryError:
        click.echo("tminus: it could not be done: there is not enough memory", err=True)
        sys.exit(2)
    except RuntimeError as error:  # no more threads, or no process to run programs in
        click.echo(f"tminus: it could not be done: {one_line(str(error))}", err=True)
        sys.exit(2)
    except OSError as error:  # no room for the output, say
        click.echo(f"tminus: {error.strerror or error}", err=True)
        sys.exit(2)


def _settle() -> None:
    """Make the best of where the command runs: its streams, its terminal, its signals."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:  # it was closed
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # an old terminal may lack a sign or two
    if os.environ.get("COLUMNS") == "0":  # who says so does not know
        del os.environ["COLUMNS"]
    for number in ENDS:
        if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, _end)


ENDS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
"""The signals that end the command."""


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    """End as one should: nothing is left behind, nor does anything disturb that."""
    for each in ENDS:
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(128 + number)
