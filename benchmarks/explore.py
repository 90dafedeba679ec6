"""How many schedules it takes to settle small programs, with partial-order reduction and without.

    python benchmarks/explore.py

Both in one run, on one machine: the ratio is what counts. Without reduction, all schedules with
at most two preemptions are run, which proves less; a limit that was reached is said. Then the
twelve repaired programs: how many schedules the judge runs of each, and whether any was limited.
"""

from __future__ import annotations

import sys
from time import perf_counter

from tminus.corpus import home, load
from tminus.judge.directory import block_file, judge_file
from tminus.judge.runners import Runners
from tminus.virtual.runner import Program, Runner

COUNTER = b"""\
import threading
lock = threading.Lock()
n = 0
def add():
    global n
    for _ in range(3):
        with lock:
            n += 1
threads = [threading.Thread(target=add) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(n)
"""
REPEATS = 5
LIMIT = 5_000


def main() -> int:
    """Print the figures; 1 where a repaired program does not hold or rests on a limit."""
    with Runner(cpu=60) as runner:
        program = Program(COUNTER, "counter.py")
        for name, bound in (("reduced", None), ("at most two preemptions", 2)):
            times = []
            for _ in range(REPEATS):
                began = perf_counter()
                seen = runner.explore(program, lines=True, bound=bound, limit=LIMIT, samples=0)
                times.append(perf_counter() - began)
            texts = {tuple(record.texts()) for record in seen.records}
            if texts != {("6",)}:
                print(f"the counter printed {texts}", file=sys.stderr)
                return 1
            print(f"counter, {name}: {seen}, {min(times) * 1000:.0f} ms (best of {REPEATS})")
    total = 0
    failed = []
    with Runners() as runners:
        for block in load().blocks:
            report = judge_file(block_file(home() / "fixed", block), block, runners)
            total += report.explored
            if report.verdict != "holds" or report.limited:
                failed.append(block.name)
    if failed:
        print(f"not proven: {', '.join(failed)}", file=sys.stderr)
        return 1
    print(f"the twelve repaired programs: {total} schedules in all, none on a limit")
    return 0


if __name__ == "__main__":
    sys.exit(main())
