"""How fast the corpus is judged: figures of one run, for this machine only.

    python benchmarks/suite.py

Prints the wall time of the whole suite and of the behaviour tests alone,
virtual seconds per real second over the twelve programs, schedules a second on
a two-thread counter and on block 09, and partial repairs judged a second. Real
seconds throughout, but for the virtual ones.
"""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from typing import TYPE_CHECKING

from tminus.corpus import Block, load
from tminus.judge.judge import judge
from tminus.judge.runners import Runners
from tminus.virtual.runner import Program, Runner

if TYPE_CHECKING:
    from collections.abc import Callable

COUNTER = Program(
    b"""\
from threading import Lock, Thread

lock = Lock()
count = 0

def work():
    global count
    for _ in range(3):
        with lock:
            count += 1

threads = [Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
""",
    "counter.py",
)
CORES = cpu_count() or 1


def main() -> None:
    """Measure, and print a line for each figure."""
    corpus = load()
    print(f"{CORES} cores, Python {sys.version.split()[0]}\n")
    for name, goal, arguments in (
        ("the whole suite", "10 s", ["-n", str(CORES)]),
        ("the behaviour tests of fixed/", "2 s", ["tests/behaviour"]),
    ):
        report(name, f"{suite(arguments):.2f} s", goal)
    report("virtual seconds a real second", f"{virtual_rate(corpus.blocks):,.0f}", "")
    report("schedules a second, two-thread counter", f"{schedule_rate(COUNTER):,.0f}", "1,000")
    block = corpus.block("09")
    program = Program(block.fixed.encode(), f"{block.name}.py")
    report("schedules a second, block 09", f"{schedule_rate(program):,.0f}", "")
    report("partial repairs a second", f"{repair_rate(corpus.blocks):,.0f}", "30")


def report(name: str, figure: str, goal: str) -> None:
    """Print one figure beside what it is meant to reach."""
    print(f"{name:<40} {figure:>12}" + (f"   (to reach: {goal})" if goal else ""))


def timed(work: Callable[[], float]) -> tuple[float, float]:
    """What ``work`` returns, and the real seconds it took."""
    began = time.perf_counter()
    result = work()
    return result, time.perf_counter() - began


def suite(arguments: list[str]) -> float:
    """Real seconds of a run of pytest, its start included."""
    command = [sys.executable, "-m", "pytest", "-q", *arguments]
    code, seconds = timed(lambda: subprocess.run(command, capture_output=True).returncode)
    if code:
        raise SystemExit(f"{' '.join(command)}: exit code {code:.0f}, which is no measurement")
    return seconds


def virtual_rate(blocks: tuple[Block, ...]) -> float:
    """Virtual seconds that pass in a real one, over all programs that run on virtual time."""
    with Runner() as runner:
        programs = [Program(block.fixed.encode(), block.name) for block in blocks]
        runner.run(programs[0])
        virtual, seconds = timed(lambda: sum(runner.run(program).time for program in programs))
    return virtual / seconds


def schedule_rate(program: Program) -> float:
    """Schedules a real second, explored by one runner a core."""

    def explore(_core: int) -> int:
        with Runner() as runner:
            runner.run(program)
            seen = runner.explore(program, bound=2, limit=1_000, samples=1_000)
            return seen.schedules

    with ThreadPoolExecutor(CORES) as pool:
        schedules, seconds = timed(lambda: sum(pool.map(explore, range(CORES))))
    return schedules / seconds


def repair_rate(blocks: tuple[Block, ...]) -> float:
    """Partial repairs judged a real second, up to the first test that each fails."""

    def work(core: int) -> int:
        with Runners() as runners:
            mine = [
                (block, source)
                for block in blocks
                for number, (_repairs, source) in enumerate(block.partial_repairs())
                if number % CORES == core
            ]
            for block, source in mine:
                judge(Program(source.encode(), block.name), block.name, runners, first_only=True)
            return len(mine)

    with ThreadPoolExecutor(CORES) as pool:
        repairs, seconds = timed(lambda: sum(pool.map(work, range(CORES))))
    return repairs / seconds


if __name__ == "__main__":
    main()
