"""How fast ``tminus check`` judges: one directory, many, and how the cost grows.

Run it from a checkout: ``python benchmarks/check.py [--directories 10,100]``. The
directories hold what learners hand in: some blocks repaired, some in part, some
not at all. Each file has a comment of its own, so that no two are the same; where
it says "alike", they have not, and what two learners did alike is judged once.
Ratios are of one run, so they can be compared between machines; seconds cannot.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tminus.corpus import Corpus, load

ONE_BY_ONE = 5
"""Directories that are judged one command at a time, for comparison."""


def hand_in(corpus: Corpus, directory: Path, seed: int, *, alike: bool) -> None:
    """Write a directory of repairs: each repair is made with a chance of four in five."""
    chance = random.Random(seed)
    directory.mkdir()
    for block in corpus.blocks:
        made = [defect for defect in block.defects if chance.random() < 0.8]
        text = block.repaired(made) + ("" if alike else f"# {seed}\n")
        (directory / f"{block.name}.py").write_text(text, encoding="utf-8")


@dataclass(frozen=True)
class Cost:
    """What one command took: seconds by the clock, CPU seconds of all its processes, and
    the largest memory of its first process in MB (where the system tells).
    """

    seconds: float
    cpu: float
    memory: float


def check(*directories: Path) -> Cost:
    """Judge directories with one command."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "tminus", "check", "--json-lines", *map(str, directories)],
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    lines, memory = 0, 0.0
    for _line in process.stdout:
        lines += 1
        memory = max(memory, peak(process.pid))
    _pid, _status, usage = os.wait4(process.pid, 0)
    assert lines == len(directories)
    return Cost(time.perf_counter() - began, usage.ru_utime + usage.ru_stime, memory)


def peak(pid: int) -> float:
    """The largest memory that a process had up to now, in MB; 0 where the system does not tell."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii")
    except OSError:
        return 0.0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--directories", default="10,100", help="how many, parted by commas")
    counts = [int(count) for count in parser.parse_args().directories.split(",")]
    corpus = load()
    with tempfile.TemporaryDirectory() as scratch:
        places = [Path(scratch) / f"d{number:04}" for number in range(max(counts))]
        for number, place in enumerate(places):
            hand_in(corpus, place, number, alike=False)
        fixed = Path(__file__).parents[1] / "fixed"
        check(fixed)  # files in the cache
        alone = min((check(fixed) for _ in range(3)), key=lambda cost: cost.seconds)
        print(f"{'':42}{'seconds':>9}{'CPU s':>9}{'each':>9}{'MB':>6}")
        tell("1, all repaired, cold (goal: 1.5 s)", alone, 1)
        single = [check(place) for place in places[:ONE_BY_ONE]]
        apart = Cost(
            sum(cost.seconds for cost in single),
            sum(cost.cpu for cost in single),
            max(cost.memory for cost in single),
        )
        tell(f"{ONE_BY_ONE}, one command each", apart, ONE_BY_ONE)
        costs = []
        for count in counts:
            costs.append(check(*places[:count]))
            goal = " (goal: 40 s)" if count == 100 else ""
            tell(f"{count}, one command{goal}", costs[-1], count)
        places = [Path(scratch) / f"alike{number:04}" for number in range(counts[-1])]
        for number, place in enumerate(places):
            hand_in(corpus, place, number, alike=True)
        tell(f"{counts[-1]} alike, one command", check(*places), counts[-1])
        print()
        for count, cost in zip(counts, costs, strict=True):
            faster = apart.seconds / ONE_BY_ONE * count / cost.seconds
            print(f"{count} at once, by one at a time: {faster:.2f} times as fast")
        for (few, before), (many, after) in pairwise(zip(counts, costs, strict=True)):
            growth = (after.cpu / many) / (before.cpu / few)
            print(f"CPU time of one among {many}, by that of one among {few}: {growth:.2f}")


def tell(what: str, cost: Cost, count: int) -> None:
    """Print one line of the table."""
    each = cost.seconds / count
    print(f"{what:42}{cost.seconds:9.2f}{cost.cpu:9.2f}{each:9.3f}{cost.memory:6.0f}", flush=True)


if __name__ == "__main__":
    main()
