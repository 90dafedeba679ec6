"""What is generated in the README has not drifted from what it is generated from."""

import pytest

from tminus.corpus import CorpusError, home, load
from tminus.readme import fill, parts

README = home() / "README.md"


def test_the_generated_parts_are_up_to_date():
    text = README.read_text("utf-8")
    assert text == fill(text, parts(load())), "run: python -m tminus.readme"


def test_a_part_is_replaced_between_its_marks_and_nothing_else():
    text = "a\n<!-- x:begin (note) -->\nold\n<!-- x:end -->\nb\n"
    assert fill(text, {"x": "new"}) == "a\n<!-- x:begin (note) -->\nnew\n<!-- x:end -->\nb\n"


def test_a_part_whose_marks_are_missing_is_named():
    with pytest.raises(CorpusError, match="generated part 'x' are missing"):
        fill("nothing here\n", {"x": "new"})
