"""Edits: where a repair becomes a program."""

import pytest

from tminus.edits import Edit, EditError, apply

TEXT = "one\n\ttwo\nthree\n"


def test_an_edit_replaces_just_what_stands_at_its_place():
    assert apply(TEXT, [Edit(2, 2, "two", "2")]) == "one\n\t2\nthree\n"


def test_a_tab_is_one_column():
    assert apply(TEXT, [Edit(2, 1, "\t", "    ")]) == "one\n    two\nthree\n"


def test_two_edits_on_one_line_both_apply_whatever_their_order():
    edits = [Edit(3, 4, "ee", "ow"), Edit(3, 1, "th", "Th")]
    assert apply(TEXT, edits) == "one\n\ttwo\nThrow\n"


def test_insertions_at_one_place_come_out_in_the_order_given():
    edits = [Edit(1, 1, "", "a"), Edit(1, 1, "", "b")]
    assert apply(TEXT, edits) == "abone\n\ttwo\nthree\n"


def test_an_insertion_may_stand_where_a_deletion_ends():
    edits = [Edit(1, 1, "one\n", ""), Edit(2, 1, "", "x\n")]
    assert apply(TEXT, edits) == "x\n\ttwo\nthree\n"


def test_the_place_behind_the_last_newline_can_be_edited():
    assert apply(TEXT, [Edit(4, 1, "", "four\n")]) == "one\n\ttwo\nthree\nfour\n"


def test_an_edit_that_finds_something_else_is_refused_and_says_what_it_found():
    with pytest.raises(EditError, match=r"the edit at 2:2 wants to replace 'ten'.*stands 'two'"):
        apply(TEXT, [Edit(2, 2, "ten", "10")])


def test_overlapping_edits_are_refused():
    with pytest.raises(EditError, match="the edit at 3:2 overlaps"):
        apply(TEXT, [Edit(3, 1, "thr", "x"), Edit(3, 2, "hree", "y")])


@pytest.mark.parametrize(("line", "column"), [(0, 1), (5, 1), (1, 5), (2, 0)])
def test_a_place_outside_the_text_is_refused(line, column):
    with pytest.raises(EditError, match="there is no line"):
        apply(TEXT, [Edit(line, column, "", "x")])
