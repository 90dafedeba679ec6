"""The places of an original are found in what somebody made of it."""

import pytest

from tminus.edits import Edit
from tminus.judge.alignment import Alignment, tokens

ORIGINAL = "import time\nfor i in rang(3):\n\tprint('a',i)\n"
RANGE = Edit(2, 10, "rang", "range")
IMPORT = Edit(1, 1, "", "import os\n")


@pytest.mark.parametrize(
    ("now", "untouched", "repaired"),
    [
        (ORIGINAL, True, False),
        ("x = 1\n" + ORIGINAL + "y = 2\n", True, False),
        (ORIGINAL.replace("'", '"').replace("\t", "    "), True, False),
        (ORIGINAL.replace("rang", "range"), False, True),
        (ORIGINAL.replace("rang(", "range ( "), False, True),
        (ORIGINAL.replace("rang", "xrange"), False, False),
        (ORIGINAL.replace("rang", ""), False, False),
    ],
)
def test_it_tells_what_stands_at_the_place_of_an_edit(now, untouched, repaired):
    alignment = Alignment(ORIGINAL, now)
    assert alignment.untouched(alignment.place(RANGE)) == untouched
    assert alignment.repaired(RANGE) == repaired


def test_an_edit_is_carried_out_where_its_place_was_moved():
    now = "x = 1\n" + ORIGINAL
    assert Alignment(ORIGINAL, now).transplant([RANGE]) == now.replace("rang", "range")


def test_an_edit_is_left_out_where_something_else_stands_at_its_place():
    now = ORIGINAL.replace("rang", "xyz")
    assert Alignment(ORIGINAL, now).transplant([RANGE]) == now


def test_what_somebody_wrote_at_a_place_is_put_into_the_repaired_original():
    alignment = Alignment(ORIGINAL, "x = 1\n" + ORIGINAL.replace("rang", "xrange"))
    repaired = "import os\n" + ORIGINAL.replace("rang", "xrange")
    assert alignment.graft([IMPORT], [RANGE]) == repaired


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("print('a')", 'print( "a" )', True),
        ("if a:\n\tb()\n", "if a:\n  b()\n", True),
        ("if a:\n\tb()\nc()\n", "if a:\n\tb()\n\tc()\n", False),
        ("if a:\n    b()\n  c()\n", "if a:\n    b()\nc()\n", False),
        ("rang", "range", False),
    ],
)
def test_quotes_and_blanks_make_no_difference_and_depth_does(one, other, same):
    assert ([t.key for t in tokens(one)] == [t.key for t in tokens(other)]) == same
