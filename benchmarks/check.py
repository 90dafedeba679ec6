"""How fast ``tminus check`` judges: one directory, many, and how the cost grows.

Run it from a checkout: ``python benchmarks/check.py [--directories 10,100]``. The
directories hold what learners hand in: some blocks repaired, some in part, some
not at all, each with a comment of its own, so that no two files are the same.
Ratios are of one run, so they can be compared between machines; seconds cannot.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from tminus.corpus import Corpus, load

ONE_BY_ONE = 5
"""Directories that are judged one command at a time, for comparison."""


def hand_in(corpus: Corpus, directory: Path, seed: int) -> None:
    """Write a directory of repairs: each repair is made with a chance of four in five."""
    chance = random.Random(seed)
    directory.mkdir()
    for block in corpus.blocks:
        made = [defect for defect in block.defects if chance.random() < 0.8]
        text = f"{block.repaired(made)}# {seed}\n"
        (directory / f"{block.name}.py").write_text(text, encoding="utf-8")


def check(*directories: Path) -> tuple[float, float]:
    """Seconds that one command takes, and the largest memory of its own process in MB."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "tminus", "check", "--json-lines", *map(str, directories)],
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    lines = sum(bool(json.loads(line)) for line in process.stdout)
    _pid, _status, usage = os.wait4(process.pid, 0)
    assert lines == len(directories)
    return time.perf_counter() - began, usage.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--directories", default="10,100", help="how many, parted by commas")
    counts = [int(count) for count in parser.parse_args().directories.split(",")]
    corpus = load()
    with tempfile.TemporaryDirectory() as scratch:
        places = [Path(scratch) / f"d{number:04}" for number in range(max(counts))]
        for number, place in enumerate(places):
            hand_in(corpus, place, number)
        fixed = Path(__file__).parents[1] / "fixed"
        check(fixed)  # files in the cache
        alone = min(check(fixed)[0] for _ in range(3))
        print(f"one directory, all repaired, cold from the shell  {alone:8.2f} s  (goal: 1.5)")
        single = [check(place)[0] for place in places[:ONE_BY_ONE]]
        each = sum(single) / len(single)
        print(f"one command a directory                           {each:8.2f} s a directory")
        per: list[float] = []
        for count in counts:
            seconds, memory = check(*places[:count])
            per.append(seconds / count)
            goal = "  (goal: 40)" if count == 100 else ""
            print(
                f"{count:>5} directories with one command                {seconds:8.2f} s{goal}  "
                f"{per[-1]:.3f} s each, {each / per[-1]:.2f} times as fast, {memory:.0f} MB"
            )
        for (few, many), (before, after) in zip(pairwise(counts), pairwise(per), strict=True):
            print(f"cost of one among {many} by cost of one among {few}: {after / before:.2f}")


if __name__ == "__main__":
    main()
