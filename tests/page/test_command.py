"""`tminus page` writes its page, and nothing else."""

import pytest
from click.testing import CliRunner

from tminus.cli import page as module
from tminus.cli.page import command


@pytest.fixture
def run(monkeypatch, html):
    """Run the command, with the page that was made already."""
    monkeypatch.setattr(module, "_text", lambda: html)
    return lambda *arguments: CliRunner().invoke(command, list(arguments))


def test_it_writes_one_file_and_says_which(run, tmp_path, html):
    directory = tmp_path / "deep" / "site"
    result = run("-o", str(directory))
    assert result.exit_code == 0, result.output
    assert [path.name for path in directory.iterdir()] == ["index.html"]
    assert (directory / "index.html").read_text("utf-8") == html
    assert result.output.startswith(f"{directory / 'index.html'}: ")


def test_without_a_directory_it_writes_beside_what_is_there(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "index.html").write_text("mine")
    assert run().exit_code == 0
    assert (tmp_path / "tminus-page" / "index.html").is_file()
    assert (tmp_path / "index.html").read_text() == "mine"


def test_its_own_page_is_written_anew(run, tmp_path, html):
    (tmp_path / "other.txt").write_text("mine")
    for _ in range(2):
        assert run("-o", str(tmp_path)).exit_code == 0
    assert (tmp_path / "index.html").read_text("utf-8") == html
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index.html", "other.txt"]


def test_somebody_elses_page_is_left_alone(run, tmp_path):
    (tmp_path / "index.html").write_text("<p>mine: tminus page</p>")
    result = run("-o", str(tmp_path))
    assert result.exit_code == 2
    assert "was not written by tminus page" in result.output
    assert (tmp_path / "index.html").read_text() == "<p>mine: tminus page</p>"


def test_a_link_is_not_followed(run, tmp_path, html):
    (tmp_path / "real.html").write_text(html, "utf-8")
    (tmp_path / "index.html").symlink_to(tmp_path / "real.html")
    result = run("-o", str(tmp_path))
    assert result.exit_code == 2
    assert "no plain file" in result.output


def test_into_a_file_it_does_not_write(run, tmp_path):
    (tmp_path / "file").write_text("mine")
    result = run("-o", str(tmp_path / "file"))
    assert result.exit_code == 2
    assert "this is a file" in result.output
    assert (tmp_path / "file").read_text() == "mine"


def test_below_a_file_it_does_not_write(run, tmp_path):
    from tminus.corpus import CorpusError

    (tmp_path / "file").write_text("mine")
    result = run("-o", str(tmp_path / "file" / "deep"))
    assert isinstance(result.exception, CorpusError)
    assert str(tmp_path / "file" / "deep") in str(result.exception)


def test_it_opens_the_page_when_asked(run, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(module.webbrowser, "open", opened.append)
    assert run("-o", str(tmp_path), "--open").exit_code == 0
    assert opened == [(tmp_path / "index.html").resolve().as_uri()]
