"""How much of a repair was needed, and which defects it left.

After the Precise Debugging Benchmark, which counts a repair by the edits that
it needed and the bugs that it removed, so that a rewrite of the whole file is
seen as what it is. For one block:

*Lines* are logical lines of code and of comment: what brackets hold together is one
line; blanks, empty lines, the kind of quotes and commas before a closing
bracket do not count, the depth of an indentation does. Two texts are compared
line by line (`difflib`); where a stretch was replaced, the longer side counts.

*Defects left* are those that were not repaired, each judged on its own. Where
the block holds, none is left that changes behaviour. Where it does not, a
defect is gone when the behaviour test that its entry names passes on any of

1. the program as it was handed in;
2. this program with the reference repairs of the *other* defects put in
   wherever the original's text still stands at their places;
3. the same, with the other repairs that only add lines put in everywhere,
   before or behind what stands at their places;
4. the reference repair with the learner's text at this defect's places
   (and, where the repair is an import, with the learner's imports).

Where the words that the repair replaces were not touched at all, another
defect that is left may hide this one: then 1 and 3 say nothing, and 2 only if
each other defect's text stands as in the original or as in the reference. A
time-out ends the search: what was not shown to be gone by then is left. Of a text longer
than `LONGEST`, only 1 is tried, and all its lines count as changed. A defect
that changes no behaviour is left as long as the words that its repair takes
away stand in the file.

*Recall* is the share of the block's defects that are gone; `None` where it has none.

*Precision* is the share of the changed lines that were needed: the number of
lines that the reference repair of just the defects that are gone changes, by
the number of lines that the learner changed, at most 1. `None` where nothing
was changed.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from keyword import iskeyword
from typing import TYPE_CHECKING

from tminus.judge.alignment import Alignment, depth
from tminus.judge.judge import Judgement, Verdict, judge
from tminus.judge.known import Known, key
from tminus.virtual.runner import Program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tminus.corpus import Block, Defect
    from tminus.judge.runners import Runners
    from tminus.judge.source import Source

LONGEST = 10_000
"""Characters of a text that is compared with the original, which takes more than linear time."""


@dataclass(frozen=True)
class Credit:
    """The defects left, by their ids, and the two shares; see the module."""

    defects_left: tuple[str, ...]
    precision: float | None
    recall: float | None


def nothing_done(block: Block) -> Credit:
    """What a block gets that was not touched, or is not there."""
    ids = tuple(defect.id for defect in block.defects)
    return Credit(ids, None, 0.0 if ids else None)


def credit(
    block: Block,
    source: Source,
    judgement: Judgement,
    runners: Runners,
    known: Known | None = None,
) -> Credit:
    """Measure a repair that was judged. Raises `RunnerError` where programs cannot be run.

    A candidate of which is ``known`` whether it passes is not tried again.
    """
    if source.text == block.original or runs_nothing(source.text):
        return nothing_done(block)
    search = _Search(block, source, judgement, runners, known or Known())
    left = [defect for defect in block.defects if search.is_left(defect)]
    gone = [defect for defect in block.defects if defect not in left]
    changed = changed_lines(block.original, source.text)
    needed = changed_lines(block.original, block.repaired(gone))
    return Credit(
        tuple(defect.id for defect in left),
        min(1.0, needed / changed) if changed else None,
        len(gone) / len(block.defects) if block.defects else None,
    )


def runs_nothing(text: str) -> bool:
    """Whether a program does not do anything: it is all comments and strings that nobody uses."""
    if len(text) > LONGEST:
        return False
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return all(
        isinstance(one, ast.Pass)
        or (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
        for one in body
    )


class _Search:
    def __init__(
        self,
        block: Block,
        source: Source,
        judgement: Judgement,
        runners: Runners,
        known: Known,
    ) -> None:
        self.block = block
        self.source = source
        self.judgement = judgement
        self.runners = runners
        self.refuted = {refutation.test for refutation in judgement.refutations}
        self.timed_out = any(refutation.timed_out for refutation in judgement.refutations)
        self.timed_out_at_first = self.timed_out
        self.known = known

    @cached_property
    def alignment(self) -> Alignment:
        """The original beside the text; only where there are candidates to be made of them."""
        return Alignment(self.block.original, self.source.text)

    def is_left(self, defect: Defect) -> bool:
        if not defect.behaviour:
            return any(edit.old in self.source.text for edit in defect.edits if edit.old)
        if self.judgement.verdict == Verdict.HOLDS:
            return False
        return not any(self.passes(text, defect) for text in self.candidates(defect))

    def candidates(self, defect: Defect) -> Iterator[str]:
        """The programs any of which shows that a defect is gone; see the module."""
        if len(self.source.text) > LONGEST:
            yield self.source.text
            return
        alignment = self.alignment
        others = [other for other in self.block.defects if other is not defect]
        untouched = [edit for other in others if other.id in self.untouched for edit in other.edits]
        added = [edit for other in others for edit in other.edits if not edit.old]
        grafted = alignment.graft([edit for other in others for edit in other.edits], defect.edits)
        if defect.id in self.repaired:
            yield grafted  # most likely the reference, of which is known that it passes
        if not (any(edit.old.strip() for edit in defect.edits) and defect.id in self.untouched):
            yield self.source.text
            yield alignment.transplant(untouched)
            everything = [*untouched, *(edit for edit in added if edit not in untouched)]
            yield alignment.transplant(everything)
            yield alignment.transplant(everything, behind=True)
        elif all(other.id in self.untouched | self.repaired for other in others):
            yield alignment.transplant(untouched)
        if any("import" in edit.new for edit in defect.edits):
            grafted = "\n".join((*_IMPORT.findall(self.source.text), grafted))
        yield grafted

    @cached_property
    def untouched(self) -> set[str]:
        """The defects of which the original's text still stands, by their ids."""
        alignment = self.alignment
        return {
            defect.id
            for defect in self.block.defects
            if all(alignment.untouched(alignment.place(edit)) for edit in defect.edits)
        }

    @cached_property
    def repaired(self) -> set[str]:
        """The defects that are repaired in the very words of the reference, by their ids."""
        return {
            defect.id
            for defect in self.block.defects
            if all(map(self.alignment.repaired, defect.edits))
        }

    def passes(self, text: str, defect: Defect) -> bool:
        """Whether a program passes the test that the defect fails."""
        if text == self.source.text and not self.timed_out_at_first:
            return defect.killed_by not in self.refuted
        bare = uncommented(text)
        if bare == uncommented(self.block.fixed):  # the suite has proven that it passes,
            return True
        if bare == uncommented(self.block.isolated(defect)):  # and that this one does not
            return False
        candidate = key(self.block.name, defect.killed_by, bare)
        passes = self.known.passes.get(candidate)
        if passes is None:
            passes = not self.timed_out and self.try_out(text, defect.killed_by)
            if not self.timed_out:
                self.known.passes.keep(candidate, passes)
        return passes

    def try_out(self, text: str, test: str) -> bool:
        program = Program(text.encode("utf-8", "replace"), f"{self.block.name}.py")
        judgement = judge(program, self.block.name, self.runners, only=test)
        self.timed_out = any(refutation.timed_out for refutation in judgement.refutations)
        return judgement.verdict == Verdict.HOLDS


_IMPORT = re.compile(r"^(?:import|from)[ \t]+\w[\w., \t]*$(?<!,)", re.MULTILINE)


# -- comments ------------------------------------------------------------------


@lru_cache(maxsize=256)  # the reference repairs are asked for again and again
def uncommented(text: str) -> str:
    """The text without its comments and empty lines: what is left is run in the same way."""
    if "coding" in text:  # a comment of this kind says how the file is to be read
        return text
    bare = _LEXEME.sub(_comment_taken_out, text)
    return _LEXEME.sub(_one_line_break, bare).strip("\n")


def _comment_taken_out(lexeme: re.Match[str]) -> str:
    # One with a quote in it may be the rest of a string that others stand in, as Python 3.12 has.
    return "" if lexeme["comment"] and not {*lexeme[0]} & {"'", '"'} else lexeme[0]


def _one_line_break(lexeme: re.Match[str]) -> str:
    return f"\n{lexeme['indent']}" if lexeme["line"] else lexeme[0]


# -- lines ---------------------------------------------------------------------


def changed_lines(old: str, new: str) -> int:
    """How many logical lines lie between two texts."""
    if len(new) > LONGEST:
        return new.count("\n") + 1
    matcher = SequenceMatcher(None, logical_lines(old), logical_lines(new), False)
    return sum(
        max(i2 - i1, j2 - j1) for tag, i1, i2, j1, j2 in matcher.get_opcodes() if tag != "equal"
    )


@lru_cache(maxsize=256)  # as are the originals
def logical_lines(text: str) -> tuple[tuple[str, ...], ...]:
    """The lines of a text, each as its depth and its words and signs; empty ones left out."""
    lines, balanced = _lines(text, join=True)
    return tuple(lines if balanced else _lines(text, join=False)[0])


def _lines(text: str, *, join: bool) -> tuple[list[tuple[str, ...]], bool]:
    found: list[tuple[str, ...]] = []
    columns = [0]
    line = ["0"]
    brackets: list[_Bracket] = []
    for match in _LEXEME.finditer(text):
        lexeme = match[0]
        if match["line"]:
            if not (brackets and join):
                found.append(tuple(line))
                line = [depth(match["indent"], columns)]
        elif match["body"] is not None:
            line.append(f"{match['prefix'].lower()}'{' '.join(match['body'].split())}'")
        elif match["comment"]:
            line.append("# " + " ".join(lexeme.lstrip("# \t").split()))
        elif match["sign"]:
            if lexeme in "([{":
                brackets.append(_Bracket(lexeme != "(" or _is_called(line[-1])))
            elif lexeme in ")]}" and brackets:
                bracket = brackets.pop()
                if line[-1] == "," and (bracket.loose or bracket.commas > 1):
                    line.pop()
            elif lexeme == "," and brackets:
                brackets[-1].commas += 1
            line.append(lexeme)
    found.append(tuple(line))
    return [line for line in found if line[1:]], not brackets


@dataclass
class _Bracket:
    """An open bracket. ``loose`` where a comma before its end never makes a tuple."""

    loose: bool
    commas: int = 0


def _is_called(before: str) -> bool:
    """Whether a parenthesis behind this sign is a call's (or a definition's)."""
    return before in (")", "]") or (before.isidentifier() and not iskeyword(before))


_LEXEME = re.compile(
    r"""
    (?P<line>(?:[ \t\f]*\n)+(?P<indent>[ \t\f]*))
    | (?P<prefix>[rbfuRBFU]{0,2})(?P<quote>\"{3}|'{3}|"|')
      (?P<body>(?:\\.|(?!(?P=quote))[^\\])*?)(?P=quote)
    | (?P<comment>\#[^\n]*)
    | [ \t\f]+ | \\\n
    | (?P<sign>\w+|[^\w\s])
    """,
    re.VERBOSE | re.DOTALL,
)
