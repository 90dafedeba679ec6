"""Gathers all that the page shows, from the corpus, its runs and the recorded results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tminus.corpus import MEANING, Kind
from tminus.judge.runners import Runners
from tminus.judge.tests import Test, behaviour_tests
from tminus.lint.matrix import Sight
from tminus.page import comparison, listing
from tminus.page.runs import Runs, runs
from tminus.page.tools import Tool, only_running, tools

if TYPE_CHECKING:
    from collections.abc import Callable

    from markupsafe import Markup

    from tminus.corpus import Block, Corpus, Defect
    from tminus.page.comparison import Row

QUESTIONS = (
    "Go through it thread by thread. Who waits, and for whom?",
    "What if the main thread comes to its next step late? And what if it comes early?",
    "Follow each name from where it is bound to where it is read, arguments included.",
    "Before you flag a line, say what would be better if it were changed.",
)
"""What a block without a defect gives for hints: as many as a defect has, and in the same
language, so that they do not tell that it has none."""


@dataclass(frozen=True)
class Catch:
    """A tool that catches a defect: as written or only isolated, and by which codes."""

    tool: str
    written: bool
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """What is told of a defect when the block was checked."""

    defect: Defect
    place: int
    """The line under which it is told where nobody flagged it."""
    catches: tuple[Catch, ...]
    test: str
    changes: tuple[Row, ...]

    @property
    def anchor(self) -> str:
        """Its name within the page."""
        return self.defect.id.replace("/", "-")


@dataclass(frozen=True)
class Lesson:
    """All about one block."""

    block: Block
    purpose: str
    lines: tuple[Markup, ...]
    answers: tuple[Answer, ...]
    hints: tuple[tuple[str, tuple[str, ...]], ...]
    """Chains of hints, each with the id of its defect; empty for questions."""
    rows: tuple[Row, ...]
    runs: Runs

    @property
    def loose_hints(self) -> list[tuple[str, str]]:
        """All hints with the ids of their defects."""
        return [(identifier, hint) for identifier, chain in self.hints for hint in chain]


@dataclass(frozen=True)
class Page:
    """All that the page shows."""

    lessons: tuple[Lesson, ...]
    tools: tuple[Tool, ...]
    only_running: tuple[Defect, ...]
    kinds: dict[Kind, str]

    @property
    def defects(self) -> tuple[Defect, ...]:
        """All defects."""
        return tuple(answer.defect for lesson in self.lessons for answer in lesson.answers)

    @property
    def best(self) -> Tool:
        """The tool that catches most, each defect isolated."""
        return max(self.tools, key=lambda tool: tool.isolated)

    @property
    def recorded(self) -> bool:
        """Whether results are recorded."""
        return all(tool.measured for tool in self.tools)


def gather(corpus: Corpus, done: Callable[[Block], None] | None = None) -> Page:
    """Gather it; ``done`` is called as each block's programs have run.

    Raises `CorpusError` where a part is broken, `RunnerError` where programs cannot be run.
    """
    shown = tuple(tools(corpus))
    lessons = []
    with Runners() as runners:
        for block in corpus.blocks:
            lessons.append(_lesson(block, runs(block, runners), shown))
            if done:
                done(block)
    return Page(tuple(lessons), shown, tuple(only_running(corpus, shown)), MEANING)


def _lesson(block: Block, seen: Runs, shown: tuple[Tool, ...]) -> Lesson:
    chains = tuple((defect.id, defect.hints) for defect in block.defects)
    return Lesson(
        block,
        # What follows the first sentence may say whether there is anything to find.
        block.purpose.partition(". ")[0].rstrip(".") + ".",
        tuple(listing.lines(block.original)),
        tuple(_answer(block, defect, shown) for defect in block.defects),
        chains or (("", QUESTIONS),),
        tuple(comparison.rows(block)),
        seen,
    )


def _answer(block: Block, defect: Defect, shown: tuple[Tool, ...]) -> Answer:
    at = defect.edits[0].line
    tests = {test.name: test for test in behaviour_tests(block.name)} if defect.killed_by else {}
    test = tests.get(defect.killed_by, Test(defect.killed_by, lambda _subject: None))
    return Answer(
        defect,
        at if at in defect.lines else defect.lines[0],
        tuple(
            Catch(tool.name, tool.sights[defect.id] == Sight.WRITTEN, tool.codes[defect.id])
            for tool in shown
            if tool.sights[defect.id] != Sight.NOT
        ),
        test.sentence,
        tuple(comparison.changes(block, defect)),
    )
