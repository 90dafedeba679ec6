"""What steps of a run touch, and which two of them depend on one another.

Two steps depend on one another when they touch the same thing and one of them changes it: then
it may matter which comes first. A thing is an object, by the number in which it was first
touched, with the name of an attribute (empty: what it holds, or a lock's state); or one of those
below that all threads share.
"""

from __future__ import annotations

from typing import TypeAlias

READ, WRITE, ACQUIRE, TAKE, ATTEMPT = 1, 2, 4, 8, 16
"""How a thing is touched. ``ACQUIRE``: a lock that was free by then was taken, by who would have
waited for it; ``TAKE``: by who would not have; ``ATTEMPT``: it was not free, and so waited for."""
CHANGES = WRITE | ACQUIRE | TAKE
LOOKED = 32
"""A step read it before it did anything else with it."""

Key: TypeAlias = tuple[int, str]
Touched: TypeAlias = dict[Key, int]
Sleeper: TypeAlias = tuple[Touched, int]
"""What the next step of a thread would touch, and how many objects had a number before it."""

CLOCK_KEY: Key = (-1, "clock")
LINES_KEY: Key = (-2, "lines")
ENDS_KEY: Key = (-3, "ends")
ANYTHING: Key = (-4, "anything")
END_KEY: Key = (-5, "the end of the run")
_NAMES = -6


def primitive_key(tid: int, count: int) -> Key:
    """The key of the so many-th lock, or handle of a thread, that a thread has made."""
    return ((tid << 20) + count - (1 << 60), "")


def name_key(name: str) -> Key:
    """The key of a variable."""
    return (_NAMES, name)


def dependent(sleeper: Sleeper, touched: Touched) -> bool:
    """Whether a step that was not carried out here depends on one that was.

    Objects that had no number when the former began may have had others where it was seen.
    """
    wanted, known = sleeper
    if ANYTHING in touched or ANYTHING in wanted:
        return True
    fresh: dict[str, int] | None = None
    for key, kind in touched.items():
        other = wanted.get(key, 0) if key[0] < known else 0
        if other and _conflict(kind, other):
            return True
        if key[0] >= known:
            if fresh is None:
                fresh = {}
                for (number, name), how in wanted.items():
                    if number >= known:
                        fresh[name] = fresh.get(name, 0) | how
            other = fresh.get(key[1], 0)
            if other and _conflict(kind, other):
                return True
    return False


def _conflict(kind: int, other: int) -> bool:
    """Who waits for a lock does nothing that its release depends on, or the other way round."""
    if kind == ATTEMPT:
        return bool(other & (ACQUIRE | TAKE))
    if other == ATTEMPT:
        return bool(kind & (ACQUIRE | TAKE))
    return bool((kind | other) & CHANGES)
