"""Clauses of the contract that more than one block is held to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from types import FunctionType

    from tminus.judge.subject import Subject
    from tminus.judge.trial import Trial

INTERVAL = 5.0
"""Virtual seconds between two lines of a countdown."""


def countdown(n: int) -> list[tuple[float, str]]:
    """The lines of a countdown from ``n``, with their times after its start."""
    return [(INTERVAL * k, f"T-minus {n - k}") for k in range(n)]


def _count_from(subject: Any, world: Any, numbers: list[int]) -> None:
    """import the file and call countdown(n) in a thread of its own, for each n of {numbers}"""
    import threading

    threads = {
        n: threading.Thread(target=subject.countdown, args=(n,), daemon=True) for n in numbers
    }
    for n, thread in threads.items():
        thread.start()
        world.note(f"counts from {n}", world.number(thread))
    for n, thread in threads.items():
        thread.join(600)
        world.note(f"over from {n}", not thread.is_alive())


def countdown_counts_from_any_n(subject: Subject) -> None:
    """``countdown(n)`` prints ``T-minus n`` to ``T-minus 1``, every five seconds, and returns."""
    numbers = [3, 1, 0, 100]
    trial = subject.play(cast("FunctionType", _count_from), numbers=numbers)
    for n in numbers:
        counts = f"counts from {n}"
        lines = trial.record.lines_of(number(trial, counts))
        trial.prints(lines, countdown(n), since=trial.time_of(counts))
        trial.expect(trial.value_of(f"over from {n}"), f"countdown({n}) to return")


def number(trial: Trial, name: str) -> int:
    """The thread number that a scenario noted."""
    value = trial.value_of(name)
    trial.expect(isinstance(value, int), f"a thread to be started for {name!r}")
    assert isinstance(value, int)
    return value
