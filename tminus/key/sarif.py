"""The answer key as SARIF 2.1.0 (OASIS standard): a rule and a result for each defect."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tminus.corpus import Block, Corpus, Defect
    from tminus.edits import Edit

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def log(corpus: Corpus) -> dict[str, Any]:
    """The whole key as one SARIF log with one run.

    A defect that changes what the program does is an ``error``, another a ``note``. It
    is placed where it is repaired, if the key allows that line, else at the first line
    that the key allows; the others are related locations. Its fix holds the key's
    edits exactly: a replacement whose deleted region is empty inserts (section
    3.57.3). Columns count characters (``unicodeCodePoints``), a tab is one.
    """
    pairs = [(block, defect) for block in corpus.blocks for defect in block.defects]
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "tminus",
                        "semanticVersion": metadata.version("tminus"),
                        "rules": [_rule(defect) for _, defect in pairs],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "artifacts": [_artifact(block) for block in corpus.blocks],
                "results": [
                    _result(index, block, defect, corpus.blocks.index(block))
                    for index, (block, defect) in enumerate(pairs)
                ],
            }
        ],
    }


def _level(defect: Defect) -> str:
    return "error" if defect.behaviour else "note"


def _rule(defect: Defect) -> dict[str, Any]:
    return {
        "id": defect.id,
        "shortDescription": {"text": defect.title},
        "fullDescription": {"text": _joined(defect.observed)},
        "help": {"text": _joined(defect.why)},
        "defaultConfiguration": {"level": _level(defect)},
        "properties": {"tags": [str(defect.kind), str(defect.difficulty)]},
    }


def _artifact(block: Block) -> dict[str, Any]:
    return {
        "location": {"uri": _uri(block)},
        "sourceLanguage": "python",
        "encoding": "utf-8",
        "hashes": {"sha-256": block.sha256},
    }


def _result(index: int, block: Block, defect: Defect, artifact: int) -> dict[str, Any]:
    file = {"uri": _uri(block), "index": artifact}
    main = _main_region(defect)
    others = [line for line in defect.lines if line != main["startLine"]]
    related = [
        {
            "id": number,
            "physicalLocation": {"artifactLocation": file, "region": {"startLine": line}},
        }
        for number, line in enumerate(others, 1)
    ]
    return {
        "ruleId": defect.id,
        "ruleIndex": index,
        "level": _level(defect),
        "message": {"text": defect.title},
        "locations": [{"physicalLocation": {"artifactLocation": file, "region": main}}],
        **({"relatedLocations": related} if related else {}),
        "fixes": [
            {
                "description": {"text": defect.hints[-1]},
                "artifactChanges": [
                    {
                        "artifactLocation": file,
                        "replacements": [_replacement(edit) for edit in defect.edits],
                    }
                ],
            }
        ],
    }


def _main_region(defect: Defect) -> dict[str, int]:
    for edit in defect.edits:
        if edit.line in defect.lines:
            return _region(edit) if edit.old.strip() else {"startLine": edit.line}
    return {"startLine": defect.lines[0]}


def _replacement(edit: Edit) -> dict[str, Any]:
    return {
        "deletedRegion": _region(edit),
        **({"insertedContent": {"text": edit.new}} if edit.new else {}),
    }


def _region(edit: Edit) -> dict[str, int]:
    """The span of an edit; the end column is the one behind its last character."""
    *above, last = edit.old.split("\n")
    return {
        "startLine": edit.line,
        "startColumn": edit.column,
        "endLine": edit.line + len(above),
        "endColumn": len(last) + (1 if above else edit.column),
    }


def _uri(block: Block) -> str:
    return f"original/{block.name}.py"


def _joined(text: str) -> str:
    return " ".join(text.split())
