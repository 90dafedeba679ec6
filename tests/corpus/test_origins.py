"""The way back: from a line of a repaired program to the line of the original."""

import pytest

from tminus.corpus import load
from tminus.edits import Edit, EditError
from tminus.origins import Origin, origins

TEXT = "one\n\ttwo\nthree\n"


def test_without_edits_each_line_is_itself_and_one_more_stands_behind_the_end():
    assert origins(TEXT, []) == (Origin(1), Origin(2), Origin(3), Origin(4))


def test_a_change_within_a_line_moves_no_line():
    assert origins(TEXT, [Edit(2, 2, "two", "2")]) == (Origin(1), Origin(2), Origin(3), Origin(4))


def test_inserted_lines_come_from_their_edit_and_the_others_move_down():
    edit = Edit(2, 1, "", "a\nb\n")
    assert origins(TEXT, [edit]) == (
        Origin(1),
        Origin(2, edit, 1),
        Origin(2, edit, 2),
        Origin(2),
        Origin(3),
        Origin(4),
    )


def test_a_line_that_is_taken_out_moves_the_others_up():
    assert origins(TEXT, [Edit(2, 1, "\ttwo\n", "")]) == (Origin(1), Origin(3), Origin(4))


def test_what_is_inserted_before_a_line_without_a_newline_of_its_own_is_that_line():
    edit = Edit(2, 1, "", "if x:\n\t")
    assert origins(TEXT, [edit]) == (
        Origin(1),
        Origin(2, edit, 1),
        Origin(2),
        Origin(3),
        Origin(4),
    )


def test_a_line_that_is_replaced_whole_is_still_the_line_of_the_original():
    assert origins(TEXT, [Edit(1, 1, "one\n", "1\n")]) == (
        Origin(1),
        Origin(2),
        Origin(3),
        Origin(4),
    )


def test_two_joined_lines_are_the_first_of_them():
    assert origins(TEXT, [Edit(1, 4, "\n\t", " ")]) == (Origin(1), Origin(3), Origin(4))


def test_two_insertions_at_one_place_keep_apart():
    first, second = Edit(1, 1, "", "a\n"), Edit(1, 1, "", "b\n")
    assert origins("one\n", [first, second]) == (
        Origin(1, first, 1),
        Origin(1, second, 1),
        Origin(1),
        Origin(2),
    )


def test_what_is_inserted_behind_the_last_newline_is_inserted():
    edit = Edit(4, 1, "", "four")
    assert origins(TEXT, [edit])[-1] == Origin(4, edit, 1)


def test_an_edit_that_does_not_fit_is_refused():
    with pytest.raises(EditError, match="the edit at 2:2"):
        origins(TEXT, [Edit(2, 2, "ten", "10")])


def test_the_lines_of_the_repaired_process_lead_back_to_the_block():
    block = load().block("08")
    edits = [edit for defect in block.defects for edit in defect.edits]
    lines = [str(origin) for origin in origins(block.original, edits)]
    inserted = [f"2+{row}" for row in range(1, 16)]
    assert lines == ["1", *inserted, "2+1", "2", "3", "4", "5"]
    assert block.fixed.split("\n")[17] == "\tc=CountdownTask()"
    assert block.original.split("\n")[1] == "c=CountdownTask(5)"
