"""A broken corpus ends in one clear line that names the file and the cause."""

import shutil

import pytest

from tminus.corpus import CorpusError, home, load

KEY = "defects/05_terminate_flag.toml"


@pytest.fixture
def copy(tmp_path):
    for room in ("original", "defects"):
        shutil.copytree(home() / room, tmp_path / room)
    return tmp_path


def broken(copy):
    with pytest.raises(CorpusError) as caught:
        load(copy)
    message = str(caught.value)
    assert "\n" not in message
    return message


def rewrite(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_a_copy_of_the_corpus_loads(copy):
    assert len(load(copy).blocks) == 12


def test_a_missing_key_is_named(copy):
    (copy / KEY).unlink()
    assert broken(copy) == f"{copy / KEY}: there is no such file"


def test_a_key_that_does_not_parse_is_named_with_the_line(copy):
    rewrite(copy / KEY, 'title = "', "title = ")
    message = broken(copy)
    assert message.startswith(f"{copy / KEY}: not valid TOML: ")
    assert "line 2" in message


def test_a_key_that_is_not_utf_8_is_named(copy):
    (copy / KEY).write_bytes(b'title = "\xff"\n')
    assert broken(copy) == f"{copy / KEY}: not UTF-8 text (byte 9)"


def test_a_missing_field_is_named_with_its_defect(copy):
    rewrite(copy / KEY, "difficulty =", "hardness =")
    assert broken(copy) == f"{copy / KEY}: 05/import-thread: 'difficulty' is missing"


def test_an_unknown_kind_is_named(copy):
    rewrite(copy / KEY, 'kind = "name"', 'kind = "shape"')
    assert broken(copy) == f"{copy / KEY}: 05/import-thread: 'shape' is not a valid Kind"


def test_an_edit_that_does_not_fit_is_named_with_its_defect(copy):
    rewrite(copy / KEY, 'old = "self_running"', 'old = "self_walking"')
    message = broken(copy)
    assert message.startswith(f"{copy / KEY}: 05/self-running: the edit at 6:3 wants to replace")


def test_an_original_that_was_touched_is_named(copy):
    path = copy / "original" / "03_join.py"
    path.write_text("t.join( )\n")
    message = broken(copy)
    assert message.startswith(f"{path}: its SHA-256 is ")
    assert "restore the file" in message


def test_a_defect_of_which_nothing_is_recorded_is_named_with_the_command_that_records():
    from dataclasses import replace

    from tminus.corpus import home, load
    from tminus.lint.results import recorded

    corpus = load()
    block = corpus.blocks[0]
    added = replace(block.defects[0], id="01/new")
    grown = replace(block, defects=(*block.defects, added))
    with pytest.raises(CorpusError) as caught:
        recorded(replace(corpus, blocks=(grown, *corpus.blocks[1:])))
    assert str(caught.value).startswith(f"{home() / 'results'}")
    assert "nothing is recorded of 01/new; run tminus lint --update" in str(caught.value)
