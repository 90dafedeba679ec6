"""Tell a person what the judge found, in plain text with a little colour."""

from __future__ import annotations

from textwrap import indent
from typing import TYPE_CHECKING

from rich.text import Text

from tminus.escape import argument, many_lines, one_line
from tminus.judge.judge import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tminus.corpus import Block, Corpus
    from tminus.judge.directory import BlockReport
    from tminus.judge.judge import Refutation
    from tminus.judge.many import DirectoryReport
    from tminus.judge.notebook import Notebook

STYLE = {
    Verdict.HOLDS: "green",
    Verdict.FAILS: "red",
    Verdict.MISSING: "yellow",
    Verdict.UNDECIDED: "magenta",
}
BAR = 32
"""Characters that the progress bar is wide."""
LONGEST = 60
"""Lines of one failure that are shown."""


def next_block(report: DirectoryReport) -> BlockReport | None:
    """The block to look at next: the first that does not hold; what is missing comes last."""
    left = [one for one in report.blocks.values() if one.verdict != Verdict.HOLDS]
    return min(left, key=lambda one: one.verdict == Verdict.MISSING, default=None)


def tell(
    report: DirectoryReport, corpus: Corpus, notebook: Notebook, *, verbose: bool
) -> Iterator[Text]:
    """A page about one directory, line by line."""
    for block in corpus.blocks:
        if block.name in report.blocks:
            yield _row(report.blocks[block.name], block, notebook)
    yield Text()
    yield bar(report)
    if verbose:
        for one in report.blocks.values():
            yield from _failures(one, corpus.block(one.block), one.failures)
            yield from (Text(f"  on {schedules}", "dim") for schedules in one.schedules)
    following = next_block(report)
    yield Text()
    if following is None:
        yield Text(
            "Everything holds. Compare with the reference repairs: tminus diff", "bold green"
        )
        return
    block = corpus.block(following.block)
    yield Text.assemble(("next: ", "bold"), (following.block, "bold"), f" · {block.title}")
    if not verbose:
        yield from _failures(following, block, following.failures[:1], heading=False)
        if (more := len(following.failures) - 1) > 0:
            yield Text(f"  … and {more} more of its tests fail; -v shows them", "dim")
    if following.verdict != Verdict.MISSING and following.credit.defects_left:
        yield Text(f"  stuck? tminus hint {block.number} --dir {argument(report.name)}", "dim")


def tell_briefly(report: DirectoryReport) -> Text:
    """One line about one directory of many."""
    name = one_line(report.name)
    if report.error:
        return Text.assemble((f"{name}: ", "bold"), (one_line(report.error), "red"))
    line = bar(report)
    line.append(f"  {name}", "bold")
    not_holding = [
        f"{one.block[:2]} {one.verdict}"
        for one in report.blocks.values()
        if one.verdict != Verdict.HOLDS
    ]
    if not_holding:
        line.append("  " + ", ".join(not_holding), "dim")
    return line


def bar(report: DirectoryReport) -> Text:
    """How much of the corpus holds."""
    held = sum(one.verdict == Verdict.HOLDS for one in report.blocks.values())
    total = len(report.blocks)
    full = BAR * held // total if total else 0
    arrow = ">" if full < BAR else ""
    return Text.assemble(
        "[",
        ("#" * full + arrow, "green"),
        ("-" * (BAR - full - len(arrow)), "red"),
        f"] {held:>2} of {total} hold",
    )


def _row(report: BlockReport, block: Block, notebook: Notebook) -> Text:
    line = Text.assemble(f"  {report.block:<22}", (f"{report.verdict:<11}", STYLE[report.verdict]))
    remarks: list[str] = []
    if report.timed_out:
        remarks.append("could not be judged" if report.error else "time-out")
    total, left = len(block.defects), len(report.credit.defects_left)
    if report.verdict == Verdict.MISSING:
        pass
    elif not total:
        remarks.append("nothing is wrong with it" if not report.changed else "was not broken")
    else:
        remarks.append(f"{total - left} of {total} defects gone" if left else "no defect left")
    if report.credit.precision is not None:
        remarks.append(f"{report.credit.precision:.0%} of the changed lines needed")
    if hints := notebook.taken(report.block):
        remarks.append(f"hints taken: {hints}")
    line.append(" · ".join(remarks), "dim")
    return line


def _failures(
    report: BlockReport, block: Block, failures: tuple[Refutation, ...], *, heading: bool = True
) -> Iterator[Text]:
    if heading and (failures or report.schedules):
        yield Text()
        style = STYLE[report.verdict]
        yield Text.assemble((report.block, "bold"), f" · {block.title}: ", (report.verdict, style))
    if report.verdict == Verdict.MISSING and not heading:
        yield Text(f"  there is no {report.block}.py; tminus start DIR gives a fresh copy of all")
    for failure in failures:
        yield from _failure(failure)


def _failure(failure: Refutation) -> Iterator[Text]:
    expected, _, account = many_lines(failure.message).partition("\n")
    sentence = failure.test.removeprefix("test_").replace("_", " ")
    yield Text(f"  ✗ {sentence}", "bold red" if not failure.timed_out else "bold magenta")
    kind = "" if failure.broken else "time-out: " if failure.timed_out else "expected: "
    yield Text(f"    {kind}{expected}")
    shown = indent(account, "  ").splitlines()
    yield from (Text(line) for line in shown[:LONGEST])
    if len(shown) > LONGEST:
        yield Text(f"    … {len(shown) - LONGEST} more lines", "dim")
