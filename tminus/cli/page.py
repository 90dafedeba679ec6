"""``tminus page``: one static page to review by clicking, and to see who catches what."""

from __future__ import annotations

import os
import sys
import tempfile
import webbrowser
from pathlib import Path

import click

from tminus.corpus import CorpusError, load
from tminus.escape import one_line

NAME = "index.html"
"""The file that is written."""
DIRECTORY = "tminus-page"
"""Where it is written to, unless another directory is asked for."""

MARK = '<meta name=generator content="tminus page">'
"""By this an earlier page is known."""


@click.command("page")
@click.option(
    "-o",
    "--output",
    "directory",
    default=DIRECTORY,
    show_default=True,
    metavar="DIR",
    help=f"The directory to write {NAME} into.",
)
@click.option("--open", "shown", is_flag=True, help="Open the page in the browser.")
def command(directory: str, shown: bool) -> None:
    """Write one static page: review the blocks by clicking, see them run, see who catches what.

    The page needs no server and no network. It is written anew from the answer key and
    the recorded results; nothing but an earlier page of this kind is overwritten.
    """
    path = Path(directory) / NAME
    _check(path)
    text = _text()
    _write(path, text)
    click.echo(f"{one_line(str(path))}: {len(text.encode('utf-8')) / 1000:.0f} kB")
    if shown:
        webbrowser.open(path.resolve().as_uri())


def _text() -> str:
    """The page; as its programs run, a progress bar on a terminal."""
    from tminus.page.gather import gather
    from tminus.page.render import render
    from tminus.page.words import Words

    words, corpus = Words(), load()
    if not sys.stderr.isatty():
        return render(gather(corpus), words)
    with click.progressbar(
        length=len(corpus.blocks), label="running the programs", file=sys.stderr
    ) as bar:
        return render(gather(corpus, lambda _block: bar.update(1)), words)


def _check(path: Path) -> None:
    """Make sure that nothing will be lost by writing the page."""
    if path.parent.exists() and not path.parent.is_dir():
        raise click.UsageError(f"{path.parent}: this is a file; -o takes a directory")
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise click.UsageError(f"{path}: this is no plain file; choose another directory with -o")
    if path.exists():
        try:
            head = path.read_bytes()[:4000].decode("utf-8", "replace")
        except OSError as error:
            raise CorpusError(f"{path}: {error.strerror}") from error
        if MARK not in head:
            raise click.UsageError(
                f"{path}: this was not written by tminus page, and is left alone; "
                "choose another directory with -o"
            )


def _write(path: Path, text: str) -> None:
    """Write the page whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{NAME}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(text.encode("utf-8"))
            os.chmod(name, 0o644)
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        raise CorpusError(f"{path}: {error.strerror}") from error
