"""One thread at a time, on a clock that only moves when it must.

The scheduler runs the threads of one program as greenlets of a single
operating-system thread. It decides who runs, and it owns the clock.

Semantics
---------
*Switches.* Exactly one thread runs. Another may take over only at a *switch
point*: before a public synchronising operation of the program (``Event.set``,
``Semaphore.acquire``, ``Thread.join`` …; the steps inside such an operation
belong to it), before a line is begun on standard output, at ``sleep``, where a
thread blocks or ends, and, with ``lines=True``, before every statement of the
program that is not quiet (see `tminus.virtual.statements`), and where a thread
that was started has yet to come to its first.

*Default schedule.* A thread runs until it blocks or ends; the thread that has
been ready longest goes next. A thread that passes ``SPIN`` steps without
blocking is put behind the others, and where all who could run have done so,
time moves: so a busy wait for another thread ends, as it would on a machine.

*Time* is virtual seconds from the program's start, to the nanosecond. It moves
only when no thread can run, straight to the nearest deadline. With
``hold_back=True`` it may also move while somebody could run: that thread is
then held back across the deadline, as a busy machine may do, and a thread
whose deadline came goes first.

*Choices.* Wherever more than one thing can happen, one option is chosen by
its number; 0 is the default schedule's. The list of these numbers *is* the
schedule: given again, it replays the run exactly. Taking the processor from a
thread that could go on, and letting time pass while somebody could run, each
count as one *preemption*; picking among the ready when a thread blocks is free.
Where ``choosing`` is off, there is no choice but the default. With ``held``, the default
is another one: the thread of that number runs only where nobody else can and time cannot
move, or when it has been held back for ``PATIENCE`` seconds.

*Locks.* A released lock is free for anyone: all who wait for it become ready,
and the first to run gets it.

*Ends.* ``ended`` (the interpreter's rule: the main thread and all non-daemon
threads are done; daemons are dropped), ``deadlock`` (nobody can run and no
deadline is left), ``endless`` (it still ran when ``FOREVER`` had passed),
``steps`` or ``output`` (a budget was used up: nothing is known of what would
have come), ``exit`` (``os._exit``).
"""

from __future__ import annotations

from collections import deque
from contextvars import Context
from functools import partial
from random import Random
from sys import _getframe
from typing import TYPE_CHECKING, Any, NamedTuple

from greenlet import getcurrent, greenlet  # type: ignore[import-untyped]

from tminus.virtual.seal import OURS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import FrameType

    from tminus.virtual.recorder import Recorder

SPIN = 1_999
"""Steps that one thread may take at a stretch before it is put behind the others.

A prime, so that a loop is not always left at the same place, a lock in hand.
"""
FOREVER = 1_000.0
"""Virtual seconds after which a program that still runs is taken never to end."""

PATIENCE = 100.0
"""Virtual seconds for which one thread may be held back: no machine does so for ever."""


class Point(NamedTuple):
    """A place in a run where more than one thing could have happened.

    ``options`` is how many, ``free`` how many of them cost no preemption
    (they come first), ``pick`` the number of the one that was taken.
    """

    options: int
    free: int
    pick: int


_point: Callable[[tuple[int, int, int]], Point] = partial(tuple.__new__, Point)
"""A point, made without a call of Python's."""


class Locals:
    """What ``threading.local`` objects hold for one thread, as long as that lasts."""


class Task:
    """A thread of the program, as the scheduler sees it.

    ``begun`` is whether it has come to what it was made for: before that a
    ``threading.Thread`` is busy with itself. ``body`` is empty once it was started.
    """

    __slots__ = (
        "at_end",
        "begun",
        "body",
        "deadline",
        "frame",
        "greenlet",
        "locals",
        "name",
        "over",
        "since_block",
        "thread",
        "tid",
        "waits_on",
        "woken",
    )

    def __init__(self, tid: int, body: Callable[[], object], *, begun: bool) -> None:
        self.tid = tid
        self.body = [body]
        self.name = "MainThread"
        self.thread: Any = None
        self.greenlet: greenlet | None = None
        self.deadline: float | None = None
        self.waits_on: object = None
        self.begun = begun
        self.over = False
        self.woken = False
        self.frame: FrameType | None = None
        self.since_block = 0
        self.locals: Locals | None = Locals()
        self.at_end: list[Callable[[], None]] = []

    @property
    def stopped_in(self) -> FrameType | None:
        """The frame in which it waits; ``None`` where it has not begun."""
        frame: FrameType | None = None if self.greenlet is None else self.greenlet.gr_frame
        return frame


_spare: list[greenlet] = []
"""Greenlets that wait for a thread: to begin and end one costs more than ten switches."""


def _carry(body: Any) -> None:
    """Be one thread after another; each has a context of its own, as a new thread does.

    Whoever made this greenlet is told at the end of each what nobody caught, in a list.
    """
    carrier = getcurrent()
    while True:
        try:
            Context().run(body)
        except BaseException as error:
            came: list[BaseException | None] = [error]
        else:
            came = [None]
        body = None  # nothing of a thread may end later than it did
        _spare.append(carrier)
        body = carrier.parent.switch(came)


class Scheduler:
    """Runs one program once, under one schedule.

    ``choices`` is the schedule's beginning; past its end the default is taken,
    or, with ``seed``, a seeded random option; ``held`` makes the default another one.
    ``program_files`` names the files in which its lines are; ``library`` the globals, by
    their ``__name__``, of all code that is not its own. Whatever else runs is the program's,
    however it was made.
    """

    def __init__(
        self,
        recorder: Recorder,
        *,
        program_files: frozenset[str],
        library: Mapping[str, dict[str, Any]] | None = None,
        choices: Sequence[int] = (),
        seed: int | None = None,
        held: int | None = None,
        lines: bool = False,
        hold_back: bool = False,
        operations: bool = False,
        max_steps: int = 100_000,
    ) -> None:
        self.recorder = recorder
        self.program_files = program_files
        self.library = library or {}
        self.prefix = choices
        self.given = len(choices)
        self.random = None if seed is None else Random(seed)
        self.held = held
        self.held_until: float | None = None
        self.lines = lines
        self.hold_back = hold_back
        self.operations = operations
        self.max_steps = max_steps
        self.choosing = True
        self.now = 0.0
        self.steps = 0
        self.moved_at = 0
        self.preemptions = 0
        self.diverged = False
        self.points: list[Point] = []
        self.ready: deque[Task] = deque()
        self.sleeping: list[Task] = []
        self.blocked: dict[Task, None] = {}
        self.tasks: dict[int, Task] = {}
        self.idle: Task | None = None
        self.starting: Task | None = None
        self.outcome: str | None = None
        self.code = 0
        self.main_failed = False
        self.hub = getcurrent()
        self.numbers = 0
        self.main = Task(0, lambda: None, begun=False)
        self.current = self.main
        self.next_tid = 1
        recorder.scheduler = self

    # -- running ---------------------------------------------------------

    def run(self, stages: Sequence[Callable[[], object]]) -> None:
        """Run the main thread's stages one after another, and all that they start.

        A stage that raises ends the main thread's program part: the remaining
        stages still run (they are the interpreter's own end), so they must
        look for themselves whether there is anything left to do. Returns when
        the program has come to one of the ends named above.
        """
        main = self.main
        main.body = [partial(self._main, stages)]
        target: Task | None = main
        while target is not None:
            self.current = target
            if target.greenlet is None:
                target.greenlet = _spare.pop() if _spare else greenlet(_carry, parent=self.hub)
                came = target.greenlet.switch(target.body.pop())
            else:
                came = target.greenlet.switch()
            if came:
                self._uncaught(came)
            if self.outcome is not None:
                return
            if self.starting is not None:
                target, self.starting = self.starting, None
                continue
            if self.current is main:
                self.outcome = "ended"
                return
            self._end_of(self.current)
            target = self._next()

    def _uncaught(self, came: list[BaseException | None]) -> None:
        error = came.pop()
        if error is not None:
            self.recorder.kept.append(error)  # what it alone holds would end in no thread at all
            self.recorder.uncaught(error, self.current)

    def _main(self, stages: Sequence[Callable[[], object]]) -> None:
        self.main.begun = True
        for stage in stages:
            try:
                stage()
            except BaseException as error:  # as above
                self.recorder.uncaught(error, self.main)

    def _end_of(self, task: Task) -> None:
        self.recorder.end(task)
        task.over = True
        for callback in task.at_end:
            callback()

    def stop(self, outcome: str, code: int = 1) -> None:
        """End the run at once, from within any of its threads."""
        self.outcome = outcome
        self.code = code
        if getcurrent() is not self.hub:
            self.hub.switch()

    def spawn(self, body: Callable[[], object], thread: object, *, daemon: bool) -> Task:
        """Start a thread that will run ``body``; it is ready, and goes to the end of the line."""

        def whole() -> None:
            try:
                body()
            finally:
                # Here, for it may call what the program wants called at the end of what they hold.
                task.frame = task.locals = None

        task = Task(self.next_tid, whole, begun=thread is None)
        self.next_tid += 1
        task.thread = thread
        self.tasks[id(thread)] = task
        task.name = str(getattr(thread, "_name", None) or f"thread {task.tid}")
        self.ready.append(task)
        self.recorder.start(task, daemon=daemon)
        return task

    def task_of(self, thread: object) -> Task | None:
        """The task of a thread object, where it was started."""
        return self.main if thread is self.main.thread else self.tasks.get(id(thread))

    def next_number(self) -> int:
        """1, 2, 3 …"""
        self.numbers += 1
        return self.numbers

    # -- choosing --------------------------------------------------------

    def _choose(self, options: int, free: int, default: int = 0) -> int:
        if not self.choosing:
            return 0
        position = len(self.points)
        if position < self.given:
            pick = self.prefix[position]
            if not 0 <= pick < options:
                self.diverged = True
                pick = 0
        elif self.random is None:
            pick = default
        elif free == 1:
            pick = self.random.randrange(1, options) if self.random.random() < 0.2 else 0
        else:
            pick = self.random.randrange(options)
        if pick >= free:
            self.preemptions += 1
        self.points.append(_point((options, free, pick)))
        return pick

    def step(self) -> None:
        """Count one step against the budget; a thread that spins lets the others run."""
        self.steps += 1
        if self.steps > self.max_steps:
            self.stop("steps")
        task = self.current
        task.since_block += 1
        if task.since_block >= SPIN:
            self._spun(task)

    def _spun(self, task: Task) -> None:
        task.since_block = 0
        if self.sleeping and self.steps - self.moved_at >= SPIN * (1 + len(self.ready)):
            self._pass_time()
        if self.ready:
            self.ready.append(task)
            self._switch_to(self.ready.popleft())

    def switch_point(self) -> None:
        """Let another thread, or time, go first, if the schedule says so."""
        ready, holdable = self.ready, self.hold_back and self.sleeping
        if not ready and not holdable:
            return
        default = 1 if self.held is not None and self._is_held(self.current) else 0
        pick = self._choose(1 + len(ready) + bool(holdable), 1, default)
        if pick == 0:
            return
        target = self._take(pick - 1) if pick <= len(ready) else self._hold_back()
        ready.append(self.current)
        if target is not None:
            self._switch_to(target)

    def begin(self) -> None:
        """Let others go first when a thread has announced that it runs, and has done nothing yet.

        Its starter may well come far before it gets to its first line.
        """
        task = self.current
        if not task.begun:
            task.begun = True
            if self.lines:
                self.switch_point()

    def _next(self) -> Task | None:
        """Who runs now that the current thread cannot; ``None`` when the run is over."""
        ready = self.ready
        if not ready and self.idle is not None:
            task, self.idle = self.idle, None
            return task
        if not ready:
            if not self.sleeping:
                self.stop("deadlock")
                return None
            self._pass_time()
            if self.outcome is not None:
                return None
        options = len(ready) + bool(self.hold_back and self.sleeping)
        default = 1 if options > 1 and self._is_held(ready[0]) else 0
        pick = self._choose(options, len(ready), default) if options > 1 else 0
        return self._take(pick) if pick < len(ready) else self._hold_back()

    def _is_held(self, task: Task) -> bool:
        """Whether a thread that could run now is the one that is held back."""
        if self.held != task.tid:
            return False
        if self.held_until is None:
            self.held_until = self.now + PATIENCE
        return self.now < self.held_until

    def _take(self, position: int) -> Task:
        task = self.ready[position]
        del self.ready[position]
        return task

    def _hold_back(self) -> Task | None:
        """Let time pass although somebody could run; of those whose deadline came, one runs."""
        due = self._pass_time()
        if self.outcome is not None:
            return None
        pick = self._choose(due, due) if due > 1 else 0
        return self._take(len(self.ready) - due + pick)

    def _pass_time(self) -> int:
        """Move the clock to the nearest deadline; whose it is become ready. Returns how many."""
        deadline = min(task.deadline for task in self.sleeping if task.deadline is not None)
        self.now = max(self.now, deadline)
        self.moved_at = self.steps
        if self.now > FOREVER:
            self.stop("endless")
        due = [task for task in self.sleeping if task.deadline == deadline]
        for task in due:
            self._make_ready(task, woken=False)
        return len(due)

    def _switch_to(self, task: Task) -> None:
        if task is not self.current:
            self.current = task
            if task.greenlet is not None:
                task.greenlet.switch()
            else:  # begun from here, it would be as deep in the stack as this thread is
                self.starting = task
                self.hub.switch()

    # -- blocking and waking ----------------------------------------------

    def after(self, seconds: float) -> float:
        """The virtual time so many seconds from now, to the nanosecond, but no sooner than one.

        What is left of a time-out, for who computes it, may be less than that: time moves.
        """
        until = round(self.now + seconds, 9)
        return until if until > self.now or seconds <= 0 else round(self.now + 1e-9, 9)

    def block(self, on: object, deadline: float | None = None) -> bool:
        """Put the current thread aside until it is woken or its deadline comes.

        Returns whether it was woken (``False``: the deadline came first).
        ``deadline`` is a virtual time, as `after` gives it.
        """
        task = self.current
        task.since_block = 0
        task.waits_on = on
        task.deadline = deadline
        task.woken = False
        self.blocked[task] = None
        if deadline is not None:
            self.sleeping.append(task)
        target = self._next()
        if target is None:
            self.hub.switch()
        else:
            self._switch_to(target)
        return task.woken

    def wake(self, task: Task) -> None:
        """Make a blocked thread ready; it is behind all that are ready now."""
        if task in self.blocked:
            self._make_ready(task, woken=True)

    def _make_ready(self, task: Task, *, woken: bool) -> None:
        del self.blocked[task]
        if task.deadline is not None:
            self.sleeping.remove(task)
            task.deadline = None
        task.waits_on = None
        task.woken = woken
        self.ready.append(task)

    def give_way(self) -> None:
        """Go to the end of the line (``sleep(0)``)."""
        if self.ready or (self.hold_back and self.sleeping):
            self.ready.append(self.current)
            target = self._next()
            if target is not None:
                self._switch_to(target)

    def wait_until_idle(self) -> None:
        """Let the main thread wait until no other can run; time does not move."""
        self.current.since_block = 0
        if self.ready:
            self.idle = self.current
            target = self._next()
            if target is not None:
                self._switch_to(target)

    # -- naming operations -------------------------------------------------

    def operation(self, subject: object) -> None:
        """Announce the operation that the calling function performs on ``subject``.

        Where the program called it, directly or through a library function
        that has not announced anything yet, this is the beginning of a public
        operation: it is recorded and is a switch point. Otherwise it is a step
        inside one.
        """
        # `step` and `of_program`, in place: as calls they cost a tenth of all that a schedule does.
        self.steps += 1
        if self.steps > self.max_steps:
            self.stop("steps")
        task = self.current
        task.since_block += 1
        if task.since_block >= SPIN:
            self._spun(task)
        if not task.begun:
            return
        OURS[0] = True
        outer = _getframe(1)
        OURS[0] = False
        frame: FrameType | None = outer.f_back
        announced = task.frame
        library = self.library
        while outer is not announced and frame is not None:
            # Its globals tell whose frame it is: a look at its code would be an audit event.
            space = frame.f_globals
            if library.get(space.get("__name__")) is not space:  # type: ignore[arg-type]
                break
            outer, frame = frame, frame.f_back
        else:
            return
        task.frame = outer
        if self.operations and frame is not None:
            subject = outer.f_locals.get("self", subject)
            self.recorder.operation(outer.f_code.co_qualname, subject, frame.f_lineno)
        self.switch_point()

    def of_program(self, frame: FrameType) -> bool:
        """Whether a frame is the program's, or that of what drives it."""
        space = frame.f_globals
        return self.library.get(space.get("__name__", "")) is not space

    def statement(self) -> None:
        """Record a statement of the program, two frames above."""
        self.recorder.add("op", "statement", "", _getframe(2).f_lineno)

    def where(self, task: Task) -> tuple[str, object, int]:
        """The public operation that a blocked thread stands in: name, object, program line.

        The line is 0 where the thread never came to the program's own code.
        """
        frame = task.stopped_in
        name, subject = "", task.waits_on
        while frame is not None and not self.of_program(frame):
            if "self" in frame.f_locals:
                name = frame.f_code.co_qualname
                subject = frame.f_locals["self"]
            frame = frame.f_back
        return name, subject, 0 if frame is None else frame.f_lineno
