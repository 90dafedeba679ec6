"""Who catches what, from the recorded results and without them."""

from dataclasses import replace

from tminus.cli.overview import caught_as_written
from tminus.lint.matrix import Sight, columns, missed_by_all
from tminus.lint.results import recorded
from tminus.page.tools import IN_KEY, only_running, tools


def test_the_recorded_results_are_shown(corpus):
    shown = tools(corpus)
    matrix = columns(corpus, recorded(corpus))
    assert [tool.name for tool in shown] == [column.tool for column in matrix]
    for tool, column in zip(shown, matrix, strict=True):
        assert tool.isolated == column.figures.caught
        assert tool.written == column.figures.caught_as_written
        assert tool.measured.date == column.result.date


def test_what_only_running_catches_no_tool_sees(corpus):
    missed = missed_by_all(corpus, columns(corpus, recorded(corpus)))
    assert only_running(corpus, tools(corpus)) == [one for one in missed if one.killed_by]


def test_without_results_the_key_speaks(corpus, tmp_path):
    shown = tools(replace(corpus, home=tmp_path))
    assert [tool.name for tool in shown] == list(IN_KEY)
    for tool in shown:
        assert tool.measured is None
        assert tool.isolated == sum(bool(getattr(d, tool.name)) for d in corpus.defects)
        assert tool.written == sum(caught_as_written(block, tool.name) for block in corpus.blocks)
        assert sum(caught for caught, _whole in tool.kinds.values()) == tool.isolated


def test_the_key_and_the_results_agree(corpus, tmp_path):
    by_name = {tool.name: tool for tool in tools(corpus)}
    for tool in tools(replace(corpus, home=tmp_path)):
        seen = {name for name, sight in by_name[tool.name].sights.items() if sight != Sight.NOT}
        assert seen == {name for name, sight in tool.sights.items() if sight != Sight.NOT}


def test_without_results_there_is_a_page(page, words, corpus, tmp_path):
    from tminus.page.render import render

    few = tuple(tools(replace(corpus, home=tmp_path)))
    text = render(replace(page, tools=few), words)
    assert "as the answer key records them" in text
    assert "<table class=settings>" not in text
