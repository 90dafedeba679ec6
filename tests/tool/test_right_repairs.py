"""Whoever repairs a block another way than we did is right all the same."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tminus.corpus import Kind, load
from tminus.judge.directory import judge_file
from tminus.judge.judge import Verdict, judge
from tminus.virtual.runner import Program

CORPUS = load()
REPAIRS = sorted((Path(__file__).parent / "right_repairs").glob("*.py"))


@pytest.mark.parametrize("path", REPAIRS, ids=lambda path: path.stem)
def test_a_right_repair_holds_however_it_is_written(path, runners):
    report = judge_file(path, CORPUS.block(path.name[:2]), runners)
    assert report.verdict == Verdict.HOLDS, report.failures[0].message
    assert not report.credit.defects_left
    assert report.credit.recall in (None, 1.0)


@pytest.mark.parametrize("block", CORPUS.blocks, ids=lambda block: block.name)
def test_reformatting_and_renaming_change_no_verdict(block, runners):
    texts = {"fixed": (block.fixed, Verdict.HOLDS)}
    for defect in block.defects:
        verdict = Verdict.FAILS if defect.behaviour else Verdict.HOLDS
        texts[defect.id] = (block.isolated(defect), verdict)
    wrong = []
    for name, (text, verdict) in texts.items():
        for way, change in (("formatted", formatted), ("renamed", renamed)):
            changed = change(text)
            if changed is None:
                assert block.defect(name).kind == Kind.SYNTAX, f"{name} could not be {way}"
                continue
            program = Program(changed.encode(), f"{block.name}.py")
            found = judge(program, block.name, runners, first_only=True)
            if found.verdict != verdict:
                wrong.append(f"{name}, {way}: {found}")
    assert not wrong


def test_renaming_changes_names_and_nothing_else():
    before = "def f(n, m=1):\n    k = n\n    print(k, m, other, self.n)\n    return lambda n: n\n"
    after = renamed(before)
    assert after == (
        "def f(n_1, m_1=1):\n    k_1 = n_1\n    print(k_1, m_1, other, self.n)\n"
        "    return lambda n_1: n_1\n"
    )


def formatted(text):
    """What ``ruff format`` makes of a program; `None` where it cannot read it."""
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--isolated", "-"],
        input=text,
        capture_output=True,
        text=True,
    )
    return done.stdout if done.returncode == 0 else None


def renamed(text):
    """A program with the locals and parameters of its functions renamed, and no comments left."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return None
    return ast.unparse(Renamer().visit(tree)) + "\n"


class Renamer(ast.NodeTransformer):
    def __init__(self):
        self.names = set()

    def visit_FunctionDef(self, node):
        outside = self.names
        own = {name.arg for name in ast.walk(node) if isinstance(name, ast.arg)}
        own |= {
            name.id
            for name in ast.walk(node)
            if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
        }
        self.names = outside | own
        self.generic_visit(node)
        self.names = outside
        return node

    def visit_Lambda(self, node):
        return self.visit_FunctionDef(node)

    def visit_arg(self, node):
        node.arg += "_1"
        return node

    def visit_Name(self, node):
        if node.id in self.names:
            node.id += "_1"
        return node
