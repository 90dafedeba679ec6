"""Which schedules to run: one of each class of schedules that differ.

Two schedules are of one class when they differ only in the order of steps that do not depend on
one another (see `tminus.virtual.dependence`); then the program does the same in both, but for
the order in which events stand in the record where none of them can be told from the other.
`explore` runs at least one schedule of each class: dynamic partial-order reduction.

Sources: C. Flanagan and P. Godefroid, Dynamic partial-order reduction for model checking
software, POPL 2005; P. Abdulla, S. Aronsson, B. Jonsson and K. Sagonas, Optimal dynamic partial
order reduction, POPL 2014 (source sets; sleep sets after P. Godefroid, 1996). After each run,
races are looked for in it: two steps of different threads that depend on one another, with
nothing between them that orders them. For each, the other order is put on the list of what is
still to be run from the point before the first of the two. Threads whose next step was run from
there already *sleep* until something that it depends on has been done.

What comes after all others (time, where nobody can go on; the end of ``settle``) is a barrier:
nothing is in a race across it. Where time may pass although somebody could run, it is a thread
like any other, whose steps touch the clock. The end of a run depends on all that daemons did.

Proven is, where ``exhausted``: every class was run. Not reduced are the schedules with at most
``bound`` preemptions, where that is asked for, and random ones. A run that comes to a limit
(steps, output) is a class of its own, and nothing is said of how it would have gone on.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

from tminus.virtual.dependence import (
    ACQUIRE,
    ANYTHING,
    ATTEMPT,
    CHANGES,
    LOOKED,
    READ,
    TAKE,
)
from tminus.virtual.scheduler import CLOCK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tminus.virtual.dependence import Key, Sleeper, Touched
    from tminus.virtual.scheduler import Point, Step

    Clock = list[int]


class Explored(NamedTuple):
    """How far an exploration came.

    ``schedules`` were run in all, ``sampled`` of them picked out, and on ``held`` of them one
    thread was held back throughout. Where ``exhausted`` is true, every schedule that differs was
    among them, or with a ``bound``, every one with at most so many preemptions; where it is
    false, a limit was reached and nothing is proven.
    """

    bound: int | None
    schedules: int
    sampled: int
    held: int
    exhausted: bool


class Ran(NamedTuple):
    """What a run tells of itself: its points and steps, and how it ended.

    ``doomed`` are the threads that its end took by surprise: of those, each could have gone on.
    """

    points: list[Point]
    trace: list[Step]
    doomed: tuple[int, ...] = ()
    redundant: bool = False


class Run:
    """How a schedule is to be run: ``choices`` first, then what the rest says."""

    __slots__ = ("asleep", "choices", "held", "seed")

    def __init__(
        self,
        choices: Sequence[int] = (),
        *,
        asleep: Mapping[int, Sleeper] | None = None,
        seed: int | None = None,
        held: int | None = None,
    ) -> None:
        self.choices = choices
        self.asleep = asleep or {}
        self.seed = seed
        self.held = held


def explore(
    run: Callable[[Run], Ran],
    *,
    bound: int | None,
    limit: int,
    samples: int,
    seed: int,
    hold: int = 0,
    enough: Callable[[], bool] = lambda: False,
) -> Explored:
    """Run every schedule that differs, up to ``limit`` of them; see the module.

    With a ``bound``, every one with at most so many preemptions, whether it differs or not.
    Where the limit is reached, ``samples`` schedules of few departures from the default one
    follow, as many seeded random ones, and (with a ``bound`` in any case) those on which the main
    thread is held back throughout, or one of the first ``hold`` threads. Where ``enough()`` says
    so, no further one is run.
    """
    if bound is None:
        schedules, exhausted = _reduced(run, limit, enough)
    else:
        schedules, exhausted = _enumerated(run, bound, limit, enough)
    sampled = held = 0
    if not exhausted:
        if bound is None and samples:
            sampled, _all = _enumerated(run, 2, samples, enough)
        for number in range(1, samples + 1):
            if not enough():
                sampled += 1
                run(Run(seed=seed + number))
    if bound is not None or not exhausted:
        while held < hold and not enough():
            run(Run(held=held))
            held += 1
    return Explored(bound, schedules + sampled + held, sampled, held, exhausted)


def _enumerated(
    run: Callable[[Run], Ran], bound: int, limit: int, enough: Callable[[], bool]
) -> tuple[int, bool]:
    """How many schedules of few preemptions were run, fewest departures first, and whether all."""
    # Each is told by the schedule that it departs from, and where: a long run has many.
    frontier: list[tuple[int, int, int, tuple[int, ...], int, int]] = [(0, 0, 0, (), 0, 0)]
    pushed = schedules = 0
    while frontier and schedules < limit and not enough():
        departures, preemptions, order, before, position, pick = heappop(frontier)
        choices = (*before[:position], pick) if order else ()
        points = run(Run(choices)).points
        schedules += 1
        if schedules + len(frontier) >= 50 * limit:
            continue  # more lies ahead than the limit will ever reach
        picks = tuple(point.pick for point in points)
        for position in range(len(choices), len(points)):
            point = points[position]
            for pick in range(1, len(point.options)):
                cost = preemptions + (pick >= point.free)
                if cost <= bound:
                    pushed += 1
                    heappush(frontier, (departures + 1, cost, pushed, picks, position, pick))
    return schedules, not frontier


class _Node:
    """A point of the schedule that was run last, with what is still to be tried from it."""

    __slots__ = ("done", "options", "pick", "point", "touched", "wanted")

    def __init__(self, point: Point) -> None:
        self.point = point
        self.options = point.options
        self.pick = point.pick
        self.touched: Touched = {}
        self.done: dict[int, Sleeper] = {}
        self.wanted = {self.options[self.pick]}

    def advance(self) -> bool:
        """Go on to what is wanted next; whether there is anything."""
        self.done[self.options[self.pick]] = (self.touched, self.point.known)
        for pick, tid in enumerate(self.options):
            if tid in self.wanted and tid not in self.done and tid not in self.point.asleep:
                self.pick = pick
                return True
        return False


def _reduced(run: Callable[[Run], Ran], limit: int, enough: Callable[[], bool]) -> tuple[int, bool]:
    """How many schedules were run, and whether they are all that differ."""
    stack: list[_Node] = []
    schedules = 0
    while schedules < limit and not enough():
        given = len(stack)
        asleep = {**stack[-1].point.asleep, **stack[-1].done} if stack else {}
        ran = run(Run([node.pick for node in stack], asleep=asleep))
        schedules += 1
        stack += [_Node(point) for point in ran.points[given:]]
        new = 0
        for number, step in enumerate(ran.trace):
            if step.at is not None and step.at < len(stack):
                stack[step.at].touched = step.touched
                if step.at == given - 1:
                    new = number
        _Races(ran, stack).find(new)
        while stack and not stack[-1].advance():
            stack.pop()
        if not stack:
            return schedules, True
    return schedules, False


class _Races:
    """The steps of one run in the order that they cannot but have, and what might be reversed."""

    def __init__(self, ran: Ran, stack: list[_Node]) -> None:
        self.ran = ran
        self.trace = ran.trace
        self.stack = stack
        self.threads = 2 + max((step.tid for step in ran.trace), default=0)
        for step in ran.trace:
            self.threads = max(self.threads, 2 + max(step.enabled, default=0))
        self.clocks: list[Clock] = []
        self.numbers: list[int] = []
        self.writes: dict[Key, int] = {}
        self.taken: dict[Key, int] = {}
        self.reads: dict[Key, dict[int, int]] = {}
        self.wild = any(ANYTHING in step.touched for step in ran.trace)

    def find(self, new: int) -> None:
        """Have the other order wanted of each race whose second step is number ``new`` or later."""
        floor: Clock = [0] * self.threads
        of_thread: dict[int, Clock] = {}
        for number, step in enumerate(self.trace):
            tid = step.tid
            clock = list(of_thread.get(tid, floor))
            if step.barrier:
                for other in of_thread.values():
                    _join(clock, other)
            else:
                _join(clock, floor)
            before = list(clock)
            touched = step.touched
            if self.wild and touched and ANYTHING not in touched:
                touched = touched | {ANYTHING: READ}
            races = self._order(number, touched, clock, before)
            clock[tid + 1] += 1
            self.clocks.append(clock)
            self.numbers.append(clock[tid + 1])
            of_thread[tid] = clock
            if step.barrier:
                floor = clock
            for woken in step.enabled:
                if woken == CLOCK:  # the deadline might have come first
                    if step.at is not None and CLOCK in self.stack[step.at].options:
                        self.stack[step.at].wanted.add(CLOCK)
                    continue
                known = of_thread.get(woken)
                if known is None:
                    of_thread[woken] = list(clock)
                else:
                    of_thread[woken] = known = list(known)
                    _join(known, clock)
            if number >= new:
                self._reverse(races, number)
        self._reverse_end()

    def _order(self, number: int, touched: Touched, clock: Clock, before: Clock) -> set[int]:
        """Put a step behind those that it depends on; returns those that it is in a race with.

        ``clock`` becomes the step's; ``before`` is what comes before it in any case, or before
        what it touches next: who waited for a lock could do nothing until it was released.
        """
        races: set[int] = set()
        tid = self.trace[number].tid

        def rival(other: int | None) -> None:
            if other is not None:
                who = self.trace[other].tid
                if who != tid and before[who + 1] < self.numbers[other]:
                    races.add(other)

        for key, kind in touched.items():
            write = self.writes.get(key)
            if kind == ATTEMPT:
                rival(self.taken.get(key))
                continue
            if kind & ACQUIRE:
                rival(self.taken.get(key))
            if kind & LOOKED or not kind & ACQUIRE:
                rival(write)
            if kind & CHANGES:
                for read in self.reads.pop(key, {}).values():
                    rival(read)
                    _join(clock, self.clocks[read])
            if write is not None:
                _join(clock, self.clocks[write])
                if kind & ACQUIRE:
                    _join(before, self.clocks[write])
            if kind & CHANGES:
                self.writes[key] = number
                if kind & (ACQUIRE | TAKE):
                    self.taken[key] = number
            else:
                self.reads.setdefault(key, {})[tid] = number
        return races

    def _before(self, first: int, second: int) -> bool:
        """Whether a step comes before another in every schedule of this class."""
        return self.clocks[second][self.trace[first].tid + 1] >= self.numbers[first]

    def _reverse(self, races: set[int], number: int) -> None:
        """Have a step come before each of those that it is in a race with."""
        for first in races:
            if not any(other != first and self._before(first, other) for other in races):
                self._want(first, number)

    def _want(self, first: int, second: int) -> None:
        """Have what leads to the second step tried from the point before the first."""
        at = self.trace[first].at
        if at is None:
            return  # it was the only one that could go on, or nothing is explored there
        node = self.stack[at]
        begun: dict[int, int] = {}
        initials: list[int] = []
        for number in range(first + 1, second + 1):
            if number < len(self.clocks) and number != second and self._before(first, number):
                continue
            tid = self.trace[number].tid
            if tid in begun:
                continue
            clock = self.clocks[number]
            if not any(clock[other + 1] >= start for other, start in begun.items()):
                initials.append(tid)
            begun[tid] = self.numbers[number]
        if not node.wanted.isdisjoint(initials):
            return
        wanted = self.trace[second].tid
        able = [tid for tid in initials if tid in node.options]
        if wanted in able:
            node.wanted.add(wanted)
        elif able:
            node.wanted.add(able[0])
        else:
            node.wanted.update(node.options)

    def _reverse_end(self) -> None:
        """Have those go on whom the end of the run cut off, before its last step."""
        at = self.trace[-1].at
        if at is not None and not self.ran.redundant:
            node = self.stack[at]
            node.wanted.update(set(self.ran.doomed) & set(node.options))


def _join(clock: Clock, other: Clock) -> None:
    """Have a clock know what another knows."""
    for place, count in enumerate(other):
        if count > clock[place]:
            clock[place] = count
