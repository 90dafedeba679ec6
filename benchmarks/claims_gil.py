"""Whether two threads compute faster than one: figures of one run, for this machine only.

    python benchmarks/claims_gil.py

Does the same work twice, in one thread after another and in two threads at once,
and prints two figures: how many times faster two threads are, and how many cores
they kept busy (CPU seconds used in a real second). 1 is no gain, 2 is all that
two threads can give. Once in pure Python, once in C code that lets go of the GIL.
Of many short trials the best is taken; on a busy machine the first figure means
little, the second can only come out too low. The claims about the GIL in
``claims.toml`` quote these figures; their tests do not depend on them.
"""

from __future__ import annotations

import hashlib
import platform
import sys
import time
from datetime import UTC, datetime
from os import cpu_count
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

TRIALS = 100
DATA = bytes(20_000_000)


def main() -> None:
    """Measure, and print a line for each figure."""
    gil = "a GIL" if getattr(sys, "_is_gil_enabled", lambda: True)() else "no GIL"
    version = f"{platform.python_implementation()} {platform.python_version()}"
    print(f"{datetime.now(UTC):%Y-%m-%d}, {version} with {gil}, {cpu_count()} cores")
    for name, work in (("pure Python", count), ("hashing in C", digest)):
        faster, cores = compare(work)
        print(f"{name:<14} two threads: {faster:.2f} times as fast, {cores:.2f} cores busy")


def count() -> None:
    """Compute in Python, and in nothing else."""
    n = 400_000
    while n > 0:
        n -= 1


def digest() -> None:
    """Compute in C code that lets go of the GIL."""
    hashlib.sha256(DATA).digest()


def compare(work: Callable[[], None]) -> tuple[float, float]:
    """Two threads at ``work`` against one: how many times as fast, how many cores busy.

    The two are tried alternately and often, in pieces short enough to find the
    machine idle: the shortest times are compared, and the busiest moment is told.
    """
    in_turn, at_once, busy = [], [], []
    for _ in range(TRIALS):
        real, _cpu = seconds(work, at_once=False)
        in_turn.append(real)
        real, cpu = seconds(work, at_once=True)
        at_once.append(real)
        busy.append(cpu / real)
    return min(in_turn) / min(at_once), max(busy)


def seconds(work: Callable[[], None], *, at_once: bool) -> tuple[float, float]:
    """Real and CPU seconds of ``work`` in two threads: side by side, or one after the other."""
    threads = [Thread(target=work) for _ in range(2)]
    began, used = time.perf_counter(), time.process_time()
    for thread in threads:
        thread.start()
        if not at_once:
            thread.join()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began, time.process_time() - used


if __name__ == "__main__":
    main()
