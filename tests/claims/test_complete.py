"""Every claim has its test, every test its claim, and a broken file says what is wrong."""

import ast
import json
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from tminus.claims import Finding, load
from tminus.cli import group
from tminus.corpus import CorpusError, home

CLAIMS = load()
TEXT = (home() / "claims.toml").read_text("utf-8")


def test_every_claim_has_its_test_and_every_test_its_claim():
    tree = ast.parse(Path(__file__).with_name("test_claims.py").read_text("utf-8"))
    functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    tests = [name for name in functions if name.startswith("test_")]
    assert [claim.test for claim in CLAIMS.claims] == tests


def test_every_block_has_a_claim():
    assert {claim.block for claim in CLAIMS.claims} == {
        block.stem for block in (home() / "original").glob("*.py")
    }


def test_the_file_goes_into_the_package():
    project = tomllib.loads((home() / "pyproject.toml").read_text("utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["force-include"]["claims.toml"] == "tminus/data/claims.toml"


BROKEN = {
    "verdict": (
        'verdict = "does not hold"',
        'verdict = "perhaps"',
        "rest-of-the-code-waits: 'perhaps' is not a valid Finding",
    ),
    "a missing field": (
        'claimed = "An event starts unset."\n',
        "",
        "event-unset: 'claimed' is missing",
    ),
    "a number for a text": (
        'claimed = "An event starts unset."',
        "claimed = 1",
        "event-unset: 'claimed' is not a text: 1",
    ),
    "an unknown block": (
        'block = "08_process"',
        'block = "08_procession"',
        "process-of-its-own: there is no block '08_procession'",
    ),
    "a claim without id": (
        'id = "queue"\nblock = "12_semaphore_release"\n',
        'block = "12_semaphore_release"\n',
        "a claim without id: 'id' is missing",
    ),
    "an id twice": (
        'id = "event-waits"',
        'id = "event-unset"',
        "the id 'event-unset' stands there more than once",
    ),
    "a test twice": (
        'test = "test_a_wait_goes_on_once_the_event_is_set"',
        'test = "test_an_event_starts_unset"',
        "the test 'test_an_event_starts_unset' stands there more than once",
    ),
    "another order": (
        'block = "08_process"',
        'block = "01_start_thread"',
        "the claims are not in the order of the blocks",
    ),
    "no sources": (
        'sources = ["Python docs: queue"]',
        "sources = []",
        "queue: 'sources' is missing, or not a list of pages",
    ),
    "a source that is no text": (
        'sources = ["Python docs: queue"]',
        "sources = [1]",
        "queue: 'sources' holds something that is not a text",
    ),
    "who was asked": ("asked = ", "answered = ", "'asked' is missing"),
}


def broken(directory, text):
    (directory / "claims.toml").write_text(text, "utf-8")
    with pytest.raises(CorpusError) as caught:
        load(directory)
    message = str(caught.value)
    assert "\n" not in message
    return message.removeprefix(f"{directory / 'claims.toml'}: ")


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_is_named_with_what_is_wrong(what, tmp_path):
    old, new, message = BROKEN[what]
    assert old in TEXT
    assert broken(tmp_path, TEXT.replace(old, new, 1)) == message


def test_a_file_without_claims_is_named(tmp_path):
    message = "it holds no list of claims: each is a table [[claims]]"
    assert broken(tmp_path, 'asked = "nobody"') == message
    assert broken(tmp_path, 'asked = "nobody"\nclaims = 1') == message
    assert broken(tmp_path, 'asked = "nobody"\nclaims = [1]') == message


def test_a_file_that_does_not_parse_is_named_with_the_line(tmp_path):
    message = broken(tmp_path, "asked = \n")
    assert message.startswith("not valid TOML: ")
    assert "line 1" in message


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CorpusError, match=r"claims\.toml: there is no such file$"):
        load(tmp_path)


def test_texts_are_read_as_one_line():
    for claim in CLAIMS.claims:
        assert "\n" not in claim.seen + claim.claimed
        assert claim.seen == claim.seen.strip()


def command(*arguments):
    done = CliRunner().invoke(group, ["claims", *arguments])
    assert done.exit_code == 0
    return done.output


def test_the_command_lists_every_claim_with_its_verdict_under_its_block():
    words = " ".join(command().split())
    place = 0
    for claim in CLAIMS.claims:
        place = words.index(f"{claim.verdict} {claim.claimed.split()[0]}", place)
        assert claim.block in words[:place]
    counts = [sum(claim.verdict == verdict for claim in CLAIMS.claims) for verdict in Finding]
    assert "{} claims: {} holds, {} does not hold, {} depends".format(sum(counts), *counts) in words


def test_piped_output_is_plain():
    assert "\x1b" not in command()


def test_json_gives_every_claim():
    data = json.loads(command("--json"))
    assert data["asked"] == CLAIMS.asked
    assert sum(data["totals"].values()) == len(data["claims"]) == len(CLAIMS.claims)
    assert data["claims"][6] == {
        "id": "no-join-of-a-daemon",
        "block": "04_daemon_thread",
        "claimed": "Nobody can wait for a daemon thread.",
        "verdict": "does not hold",
        "seen": CLAIMS.claims[6].seen,
        "test": "tests/claims/test_claims.py::test_a_daemon_thread_can_be_joined",
        "sources": [
            "Python docs: threading, Thread.join",
            "Python docs: threading, Thread.daemon",
        ],
    }
