"""What the judge says of every program that is kept, as it was reviewed last.

``python tests/judge/test_verdicts.py`` writes ``verdicts.toml`` anew: its diff is what a change
of the judge, the tests or the engine means to whoever reads a verdict. Of a message the first
line is kept, which says what was expected; schedules are not, for they change with the engine.
"""

import tomllib
from pathlib import Path

import pytest

from tminus.corpus import NAMES, load
from tminus.judge.judge import judge
from tminus.judge.runners import Runners
from tminus.virtual.runner import Program

HERE = Path(__file__).parent
FROZEN = HERE / "verdicts.toml"


def programs():
    """Every program that is kept: its name, its block and its text."""
    found = {}
    for folder in (
        HERE / "right",
        HERE / "wrong",
        HERE / "racy",
        HERE.parent / "tool/right_repairs",
    ):
        for path in sorted(folder.glob("*.py")):
            name = next(name for name in NAMES if name.startswith(path.name[:2]))
            found[f"{folder.name}/{path.name}"] = (name, path.read_bytes())
    for block in load().blocks:
        found[f"original/{block.name}.py"] = (block.name, block.original.encode())
        found[f"fixed/{block.name}.py"] = (block.name, block.fixed.encode())
        for defect in block.defects:
            found[f"isolated/{defect.id}"] = (block.name, block.isolated(defect).encode())
    return found


PROGRAMS = programs()


def found(name, runners):
    """What the judge says of one of the programs."""
    block, source = PROGRAMS[name]
    judgement = judge(Program(source, f"{block}.py"), block, runners)
    failing = {one.test: one.message.partition("\n")[0] for one in judgement.refutations}
    return {"verdict": judgement.verdict.value, **failing}


@pytest.fixture(scope="module")
def frozen():
    return tomllib.loads(FROZEN.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_judge_says_what_it_said_when_it_was_reviewed(name, frozen, runners):
    assert found(name, runners) == frozen[name]


def test_every_program_that_is_kept_has_its_verdict_and_no_other_has(frozen):
    assert sorted(frozen) == sorted(PROGRAMS)


def written(text):
    """A text as TOML writes it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def renew():
    """Write down what the judge says now."""
    lines = ["# Generated: python tests/judge/test_verdicts.py"]
    with Runners() as runners:
        for name in PROGRAMS:
            lines += ["", f"[{written(name)}]"]
            lines += [f"{key} = {written(text)}" for key, text in found(name, runners).items()]
    FROZEN.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    renew()
