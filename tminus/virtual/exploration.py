"""Which schedules to run: all within a bound, fewest departures first, then random ones."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tminus.virtual.scheduler import Point


class Explored(NamedTuple):
    """How far an exploration came.

    ``schedules`` were run in all, ``sampled`` of them at random, and on ``held``
    of them one thread was held back throughout. Where
    ``exhausted`` is true, every schedule with at most ``bound`` preemptions was
    among them; where it is false, a limit was reached and nothing is proven.
    """

    bound: int
    schedules: int
    sampled: int
    held: int
    exhausted: bool


def explore(
    run: Callable[[Sequence[int], int | None, int | None], list[Point]],
    *,
    bound: int,
    limit: int,
    samples: int,
    seed: int,
    hold: int = 0,
    enough: Callable[[], bool] = lambda: False,
) -> Explored:
    """Run every schedule with at most ``bound`` preemptions, up to ``limit`` of them.

    ``run(choices, seed, held)`` runs one schedule and returns the points at which it
    could have gone otherwise. Schedules are tried in the order of how many
    choices depart from the default. Where the limit cuts the enumeration
    short, ``samples`` seeded random schedules follow. At the end the main thread is held
    back throughout, then each other of the first ``hold`` threads. No schedule is
    enumerated twice. Where ``enough()`` says so, no further one is run.
    """
    # Each is told by the schedule that it departs from, and where: a long run has many.
    frontier: list[tuple[int, int, int, tuple[int, ...], int, int]] = [(0, 0, 0, (), 0, 0)]
    pushed = schedules = 0
    while frontier and schedules < limit and not enough():
        departures, preemptions, order, before, position, pick = heappop(frontier)
        choices = (*before[:position], pick) if order else ()
        points = run(choices, None, None)
        schedules += 1
        if schedules + len(frontier) >= 50 * limit:
            continue  # more lies ahead than the limit will ever reach
        picks = tuple(point.pick for point in points)
        for position in range(len(choices), len(points)):
            options, free, _pick = points[position]
            for pick in range(1, options):
                cost = preemptions + (pick >= free)
                if cost <= bound:
                    pushed += 1
                    heappush(frontier, (departures + 1, cost, pushed, picks, position, pick))
    exhausted = not frontier
    sampled = 0
    if not exhausted:
        while sampled < samples and not enough():
            sampled += 1
            run((), seed + sampled, None)
    held = 0
    while held < hold and not enough():
        run((), None, held)
        held += 1
    return Explored(bound, schedules + sampled + held, sampled, held, exhausted)
