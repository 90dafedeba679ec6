"""Programs as lines of HTML, and the original beside the repair."""

from collections import Counter

import pytest

from tminus.corpus import NAMES
from tminus.page import comparison, listing


@pytest.fixture
def text(read):
    return lambda markup: read(str(markup)).text


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("which", ["original", "fixed"])
def test_highlighting_loses_nothing(corpus, name, which, text):
    program = getattr(corpus.block(name), which)
    assert [text(line) for line in listing.lines(program)] == program.splitlines()


def test_everything_is_escaped(text):
    [line] = listing.lines("print('<b>&\"')")
    assert "<b>" not in line
    assert text(line) == "print('<b>&\"')"


def test_tabs_and_blanks_at_the_end_have_an_element_of_their_own():
    first, second = listing.lines("\tx = 1  \n \tpass\n")
    assert str(first).startswith("<u>\t</u>")
    assert str(first).endswith("<u>  </u>")
    assert str(second).startswith(" <u>\t</u>")


def test_a_line_that_a_string_begins_is_cut_at_its_end(text):
    assert [text(line) for line in listing.lines('"""a\n\nb"""\n')] == ['"""a', "", 'b"""']


@pytest.mark.parametrize("name", NAMES)
def test_both_sides_are_complete_and_every_change_has_its_defect(corpus, name, text):
    block = corpus.block(name)
    rows = comparison.rows(block)
    assert [text(row.old.text) for row in rows if row.old] == block.original.splitlines()
    assert [text(row.new.text) for row in rows if row.new] == block.fixed.splitlines()
    for row in rows:
        same = row.old and row.new and text(row.old.text) == text(row.new.text)
        assert row.changed == (not same)
        assert bool(row.defects) >= row.changed
    shown = {defect for row in rows for defect in row.defects}
    assert shown == set(block.defects)


@pytest.mark.parametrize("name", NAMES)
def test_what_one_repair_changes_within_a_line_is_marked(corpus, name, read):
    block = corpus.block(name)
    for defect in block.defects:
        changed = comparison.changes(block, defect)
        assert changed

        def marked(side, tag, rows=changed):
            lines = [getattr(row, side) for row in rows if getattr(row, side)]
            return [mark.text for line in lines for mark in read(str(line.text)).all(tag)]

        within = [edit for edit in defect.edits if "\n" not in edit.old + edit.new]
        # An edit of several lines may begin or end within one.
        parts = [part for edit in defect.edits for part in edit.new.split("\n")]
        assert set(marked("new", "ins")) <= set(parts)
        assert Counter(edit.new for edit in within if edit.new) <= Counter(marked("new", "ins"))
        assert marked("old", "del") == [edit.old for edit in within if edit.old]


def test_a_mark_holds_all_of_its_words_and_a_whole_line_has_none():
    program = "import os\nx = 1\n"
    first, second = listing.lines(program, [(0, 10, "ins"), (12, 15, "ins")])
    assert "ins" not in str(first)
    assert str(second) == "x <ins>= <span class=m>1</span></ins>"
