"""The corpus as a dataset: one JSON object a block. ``docs/data-card.md`` describes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tminus.judge.tests import behaviour_tests

if TYPE_CHECKING:
    from tminus.corpus import Block, Corpus, Defect


def rows(corpus: Corpus) -> list[dict[str, Any]]:
    """A row for each block, in the document's order."""
    return [_row(corpus, block) for block in corpus.blocks]


def _row(corpus: Corpus, block: Block) -> dict[str, Any]:
    return {
        "block": block.name,
        "title": block.title,
        "purpose": _joined(block.purpose),
        "contract": list(block.contract),
        "tests": [test.name for test in behaviour_tests(block.name, corpus.home)],
        "sha256": block.sha256,
        "original": block.original,
        "fixed": block.fixed,
        "defects": [_defect(block, defect) for defect in block.defects],
    }


def _defect(block: Block, defect: Defect) -> dict[str, Any]:
    return {
        "id": defect.id,
        "title": defect.title,
        "kind": str(defect.kind),
        "difficulty": str(defect.difficulty),
        "lines": list(defect.lines),
        "behaviour": defect.behaviour,
        "killed_by": defect.killed_by,
        "observed": _joined(defect.observed),
        "hints": list(defect.hints),
        "why": _joined(defect.why),
        "ruff": list(defect.ruff),
        "flake8": list(defect.flake8),
        "edits": [
            {"line": edit.line, "column": edit.column, "old": edit.old, "new": edit.new}
            for edit in defect.edits
        ],
        "isolated": block.isolated(defect),
    }


def _joined(text: str) -> str:
    return " ".join(text.split())
