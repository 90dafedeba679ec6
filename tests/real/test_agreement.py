"""What a repaired program prints for real is what it prints on virtual time."""

from __future__ import annotations

from collections import Counter

import pytest

from tminus.real.runner import SCALE

# What these print depends on the main thread's not being held up for as long as a sleep: with
# sleeps of half a second a busy machine may take its time.
RACES = ("02_is_alive", "04_daemon_thread", "05_terminate_flag")
SLOWER = 1 / 10

COUNTDOWN = tuple(f"T-minus {n}" for n in range(10, 0, -1))

# What each thread that prints anything prints; for every way that it may go.
EXPECTED = {
    "01_start_thread": [{COUNTDOWN: 1}],
    "02_is_alive": [{("still running",): 1}],
    "03_join": [{}],
    "04_daemon_thread": [{("T-minus 10",): 1}, {}],
    "05_terminate_flag": [{("T-minus 10",): 1}, {}],
    "06_io_timeout": [{}],
    "07_thread_subclass": [{tuple(f"T-minus {n}" for n in range(5, 0, -1)): 1}],
    "09_started_event": [
        {
            ("launching countdown", "countdown is running"): 1,
            ("countdown starting", *COUNTDOWN): 1,
        }
    ],
    "10_periodic_timer": [{COUNTDOWN: 1, tuple(f"Counting {n}" for n in range(5)): 1}],
    "11_semaphore_pool": [{(f"Working {n}",): 1 for n in range(10)}],
}


def release(subject):
    for _worker in range(10):
        subject.sema.release()


def release_virtually(subject, _world):
    for _worker in range(10):
        subject.sema.release()


@pytest.mark.parametrize("name", EXPECTED)
def test_the_repaired_program_prints_the_same_for_real_and_on_virtual_time(
    name, fixed, runner, virtual
):
    pool = name == "11_semaphore_pool"
    scale = SLOWER if name in RACES else SCALE
    real = runner.run(fixed(name), release if pool else None, scale=scale)
    assert (real.outcome, real.code) == ("ended", 0)
    assert (real.processes, real.uncaught, real.stderr) == ((), (), "")
    assert _by_thread(real.lines) in EXPECTED[name]
    seen = virtual.explore(fixed(name), release_virtually if pool else None, limit=40, lines=True)
    explored = [_by_thread(record.lines) for record in seen.records]
    assert _by_thread(real.lines) in explored
    assert all(lines in EXPECTED[name] for lines in explored)


def _by_thread(lines):
    """How often each sequence of whole lines was written by some thread."""
    threads = {}
    for line in lines:
        if line.whole:
            threads.setdefault(line.thread, []).append(line.text)
    return Counter(tuple(texts) for texts in threads.values())
