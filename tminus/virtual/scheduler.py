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
then held back across the deadline, as a busy machine may do, but not for longer
than ``PATIENCE``.

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

from tminus.virtual.dependence import ANYTHING, CLOCK_KEY, END_KEY, LOOKED, READ, WRITE, dependent
from tminus.virtual.seal import OURS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import FrameType

    from tminus.virtual.dependence import Key, Sleeper, Touched
    from tminus.virtual.recorder import Recorder

SPIN = 1_999
"""Steps that one thread may take at a stretch before it is put behind the others.

A prime, so that a loop is not always left at the same place, a lock in hand.
"""
FOREVER = 1_000.0
"""Virtual seconds after which a program that still runs is taken never to end."""

PATIENCE = 100.0
"""Virtual seconds for which one thread may be held back: no machine does so for ever."""


CLOCK = -1
"""Stands among the threads' numbers for time, where that may pass."""


class Point(NamedTuple):
    """A place in a run where more than one thing could have happened.

    ``options`` are the threads that could go on (or `CLOCK`), ``free`` how many of them cost no
    preemption (they come first), ``pick`` the position of the one that was taken. ``asleep``
    are those that need not be tried here, ``known`` how many objects had been touched.
    """

    options: tuple[int, ...]
    free: int
    pick: int
    asleep: Mapping[int, Sleeper] = {}
    known: int = 0


class Step(NamedTuple):
    """What a thread, or the clock, did between two places where another could go on.

    ``at`` is the number of the point at which it was chosen, ``None`` where there was no
    choice; ``touched`` what it read or changed; ``enabled`` the threads that it started or
    woke, and `CLOCK` where it did so before their deadline came. A ``barrier`` comes after all that
    came before, whatever that touched.
    """

    tid: int
    at: int | None
    touched: Touched
    enabled: list[int]
    barrier: bool


class Locals:
    """What ``threading.local`` objects hold for one thread, as long as that lasts."""


class Task:
    """A thread of the program, as the scheduler sees it.

    ``begun`` is whether it has come to what it was made for: before that a
    ``threading.Thread`` is busy with itself. ``body`` is empty once it was started. ``pending``
    is whether it has begun a statement that has touched nothing yet; ``printed`` what it has
    given to `print`, which will look at it.
    """

    __slots__ = (
        "at_end",
        "begun",
        "body",
        "daemon",
        "deadline",
        "frame",
        "greenlet",
        "key",
        "locals",
        "made",
        "name",
        "over",
        "pending",
        "printed",
        "ready_since",
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
        self.pending = False
        self.daemon = False
        self.key: Key | None = None
        self.made = 0
        self.ready_since = 0.0
        self.printed: list[object] = []
        self.frame: FrameType | None = None
        self.since_block = 0
        self.locals: Locals | None = Locals()
        self.at_end: list[Callable[[], None]] = []

    @property
    def stopped_in(self) -> FrameType | None:
        """The frame in which it waits; ``None`` where it has not begun."""
        frame: FrameType | None = None if self.greenlet is None else self.greenlet.gr_frame
        return frame


_NOBODY: dict[int, Sleeper] = {}
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
        tracing: bool = False,
        watch_ends: bool = False,
        opaque: bool = False,
        asleep: Mapping[int, Sleeper] | None = None,
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
        self.tracing = tracing
        self.watch_ends = watch_ends
        self.opaque = opaque
        self.trace: list[Step] = []
        self.touched: Touched = {}
        self.enabled: list[int] = []
        self.objects: dict[int, int] = {}
        self.asleep: dict[int, Sleeper] = {}
        self.asleep_after = asleep or {}
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
        self.halted = False
        self.daemons: set[int] = set()
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
        self._begin_step(0)
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
                self.note(END_KEY, WRITE)
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
        if outcome in ("ended", "exit"):  # whoever could have gone on
            self.note(ANYTHING, WRITE)
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
        task.pending, task.ready_since = task.begun, self.now
        self.next_tid += 1
        task.thread = thread
        task.daemon = daemon
        if daemon:
            self.daemons.add(task.tid)
        self.tasks[id(thread)] = task
        task.name = str(getattr(thread, "_name", None) or f"thread {task.tid}")
        self.ready.append(task)
        self.enabled.append(task.tid)
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

    def _choose(self, options: tuple[int, ...], free: int, default: int = 0) -> int:
        if not self.choosing:
            return 0
        position = len(self.points)
        if self.asleep:
            self._wake_sleepers()
        asleep = dict(self.asleep) if self.asleep else _NOBODY
        if position < self.given:
            pick = self.prefix[position]
            if not 0 <= pick < len(options):
                self.diverged = True
                pick = 0
            if position == self.given - 1:
                self.asleep = dict(self.asleep_after)
        elif self.random is None:
            pick = default
            if asleep and options[pick] in asleep:
                awake = [k for k, who in enumerate(options) if who not in asleep]
                if not awake:
                    self.stop("redundant")
                    return 0
                pick = awake[0]
        elif free == 1:
            pick = self.random.randrange(1, len(options)) if self.random.random() < 0.2 else 0
        else:
            pick = self.random.randrange(len(options))
        if pick >= free:
            self.preemptions += 1
        self.points.append(Point(options, free, pick, asleep, len(self.objects)))
        return pick

    def _begin_step(self, tid: int, *, chosen: bool = False, barrier: bool = False) -> None:
        """From here on, what is done is done by this thread, or by the clock."""
        if self.asleep and not chosen:
            self._wake_sleepers()
            if tid in self.asleep:
                self.stop("redundant")
        self.touched, self.enabled = {}, []
        if self.opaque:
            self.touched[ANYTHING] = WRITE
        if tid in self.daemons:
            self.touched[END_KEY] = READ
        at = len(self.points) - 1 if chosen and self.choosing else None
        self.trace.append(Step(tid, at, self.touched, self.enabled, barrier))

    def _wake_sleepers(self) -> None:
        """Those stay asleep that have nothing to do with what the last step touched."""
        touched = self.touched
        if touched:
            self.asleep = {
                tid: sleeper
                for tid, sleeper in self.asleep.items()
                if not dependent(sleeper, touched)
            }

    def number_of(self, thing: object) -> int:
        """The number of an object, in the order in which objects were touched."""
        objects = self.objects
        number = objects.get(id(thing))
        if number is None:
            number = objects[id(thing)] = len(objects)
            if not hasattr(type(thing), "__del__"):  # while it lives, no other has its address
                self.recorder.kept.append(thing)
        return number

    def touch(self, owner: object, name: str, kind: int) -> None:
        """Note that the current step touches an attribute, or what an object holds (no name)."""
        if self.tracing:
            self.note((self.number_of(owner), name), kind)

    def note(self, key: Key, kind: int) -> None:
        """Note that the current step touches what a key stands for."""
        touched = self.touched
        before = touched.get(key)
        if before is not None:
            touched[key] = before | kind
        else:
            touched[key] = kind | LOOKED if kind == READ else kind

    def before_access(self) -> None:
        """Let others go first where a statement comes to the first thing that they can tell."""
        task = self.current
        if task.pending:
            task.pending = False
            if self.lines:
                self.switch_point()

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
            target = self.ready.popleft()
            self._begin_step(target.tid)
            self._switch_to(target)

    def switch_point(self) -> None:
        """Let another thread, or time, go first, if the schedule says so."""
        ready, current = self.ready, self.current
        current.ready_since = self.now
        holdable = self.hold_back and self.sleeping and self._may_wait()
        if not ready and not holdable:
            return
        default = 1 if self.held is not None and self._is_held(current) else 0
        clock = (CLOCK,) if holdable else ()
        pick = self._choose((current.tid, *[task.tid for task in ready], *clock), 1, default)
        if pick == 0:
            self._begin_step(current.tid, chosen=True)
            return
        target: Task | None
        if pick <= len(ready):
            target = self._take(pick - 1)
            ready.append(current)
            self._begin_step(target.tid, chosen=True)
        else:
            ready.append(current)
            target = self._hold_back()
        if target is not None:
            self._switch_to(target)

    def begin(self) -> None:
        """A thread has come to what it was made for; its starter may well come far before that."""
        task = self.current
        if not task.begun:
            task.begun = task.pending = True

    def _next(self) -> Task | None:
        """Who runs now that the current thread cannot; ``None`` when the run is over."""
        ready = self.ready
        if not ready and self.idle is not None:
            task, self.idle = self.idle, None
            self._begin_step(task.tid, barrier=True)
            return task
        if not ready:
            if not self.sleeping:
                self.stop("deadlock")
                return None
            self._begin_step(CLOCK, barrier=not self.hold_back)
            self._pass_time()
        if self.outcome is not None:
            return None
        clock = (CLOCK,) if self.hold_back and self.sleeping and self._may_wait() else ()
        pick, chosen = 0, len(ready) + len(clock) > 1
        if chosen:
            default = 1 if self._is_held(ready[0]) else 0
            options = (*[task.tid for task in ready], *clock)
            pick = self._choose(options, len(ready), default)
            if self.outcome is not None:
                return None
        if pick == len(ready):
            return self._hold_back()
        self._begin_step(ready[pick].tid, chosen=chosen)
        return None if self.outcome is not None else self._take(pick)

    def _may_wait(self) -> bool:
        """Whether all who could run may be held back for longer."""
        return all(self.now - task.ready_since < PATIENCE for task in self.ready)

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
        """Let time pass although somebody could run; of those whose deadline came, one is next."""
        self._begin_step(CLOCK, chosen=True)
        self.ready.rotate(self._pass_time())
        return self._next()

    def _pass_time(self) -> int:
        """Move the clock to the nearest deadline; whose it is become ready. Returns how many."""
        deadline = min(task.deadline for task in self.sleeping if task.deadline is not None)
        self.now = max(self.now, deadline)
        self.moved_at = self.steps
        if self.now > FOREVER:
            self.stop("endless")
        due = [task for task in self.sleeping if task.deadline == deadline]
        self.note(CLOCK_KEY, WRITE)
        for task in due:
            if task.daemon:
                self.note(END_KEY, READ)
            if task.key is not None:
                self.note(task.key, WRITE)
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
        self.note(CLOCK_KEY, READ)
        until = round(self.now + seconds, 9)
        return until if until > self.now or seconds <= 0 else round(self.now + 1e-9, 9)

    def block(self, on: object, deadline: float | None = None, key: Key | None = None) -> bool:
        """Put the current thread aside until it is woken or its deadline comes.

        Returns whether it was woken (``False``: the deadline came first).
        ``deadline`` is a virtual time, as `after` gives it; ``key`` what ``on`` is known by.
        """
        task = self.current
        task.since_block = 0
        task.waits_on, task.key = on, key
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
            if woken:
                self.enabled.append(CLOCK)
        task.waits_on = None
        task.woken = woken
        task.ready_since = self.now
        self.ready.append(task)
        self.enabled.append(task.tid)

    def give_way(self) -> None:
        """Go to the end of the line (``sleep(0)``)."""
        if self.ready or (self.hold_back and self.sleeping):
            self.current.ready_since = self.now
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

    def operation(self, subject: object) -> bool:
        """Announce the operation that the calling function performs on ``subject``.

        Where the program called it, directly or through a library function
        that has not announced anything yet, this is the beginning of a public
        operation: it is recorded and is a switch point. Otherwise it is a step
        inside one. Returns which.
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
            return False
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
            return False
        task.frame = outer
        task.pending = False
        if self.operations and frame is not None:
            subject = outer.f_locals.get("self", subject)
            self.recorder.operation(outer.f_code.co_qualname, subject, frame.f_lineno)
        self.switch_point()
        return True

    def of_program(self, frame: FrameType) -> bool:
        """Whether a frame is the program's, or that of what drives it."""
        space = frame.f_globals
        return self.library.get(space.get("__name__", "")) is not space

    def statement(self) -> None:
        """The program has come to a statement, two frames above."""
        self.step()
        self.current.pending = True
        if self.operations and self.lines:
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
