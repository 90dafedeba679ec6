"""A program under test, as a behaviour test sees it."""

from __future__ import annotations

from multiprocessing import get_all_start_methods
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from unittest import SkipTest

from tminus.judge.real_trial import RealTrial
from tminus.judge.run_cache import RunCache
from tminus.judge.schedule import Schedule, command_line
from tminus.judge.trial import Failure, Trial, Undecided
from tminus.virtual.runner import Bounds, Request, defaults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import FunctionType

    from tminus.judge.runners import Runners
    from tminus.real.record import RealRecord
    from tminus.virtual.runner import Exploration, Program

LIMIT = 250
"""Schedules that one clause explores, before it goes on with others."""
SAMPLES = 20
"""Schedules of few departures, and random ones, each, that follow where the limit was reached."""
PICKED = 9
"""So many of each are run of what is too large to be explored."""
HELD = 3
"""Threads, the main thread first, each of which is held back throughout where threads may be."""
HASTE, CARE, LEISURE = 1 / 5_000, 1 / 10, 1 / 2
"""Real seconds that a second takes on the real interpreter: at first, where the outcome may hang on
how long things take, and where it may still."""
WALL = 30.0
"""Real seconds after which a run there is given up: a last guard."""


class Subject:
    """One block's program: runs it, drives it, explores its schedules.

    Every run that is handed out has passed `Trial.sound`. ``explored`` collects
    how far the explorations came. What is known (``cache``) is not run again.
    """

    def __init__(
        self, program: Program, block: str, runners: Runners, cache: RunCache | None = None
    ) -> None:
        self.program = program
        self.block = block
        self.explored: list[Exploration] = []
        self._runners = runners
        self._cache = cache or RunCache(program, runners)

    def run(self, *, forever: bool = False) -> Trial:
        """Run it as a program, on the default schedule; ``forever`` where it need not end."""
        trial = self._once()
        trial.sound(forever=forever)
        return trial

    def run_really(self, start_method: str, check: Callable[[RealTrial], None]) -> None:
        """Run it as a program on the real interpreter, and ``check`` what it did.

        Its processes are started in the way that ``start_method`` says. To start one, or to
        work, takes as long as ever, so what is done by the time may come out otherwise than it
        would. Where that may be so, it is run again, more slowly, whether it passed or failed;
        where it then fails and that may still be why, more slowly yet.

        Raises `unittest.SkipTest` where the platform does not have the start method.
        """
        if start_method not in get_all_start_methods():
            raise SkipTest(f"this platform has no start method {start_method!r}")
        failure = None
        scales = (HASTE,) if self._cache.failed_really else (HASTE, CARE, LEISURE)
        for scale in scales:
            record = self._runners.real.run(
                self.program, start_method=start_method, scale=scale, wall=WALL
            )
            trial = RealTrial(f"run as a program, processes started by {start_method}", record)
            hangs = _hangs_on_time(record)
            try:
                trial.sound()
                check(trial)
            except Undecided as error:
                self._cache.failed_really = True
                raise failure or error from None
            except Failure as error:
                failure = error
                by_time = hangs or (scale == HASTE and bool(record.timed))
                if scale == scales[-1] or not by_time or record.outcome == "endless":
                    self._cache.failed_really = True
                    raise
            else:
                trusted = not hangs and record.rested and len(record.processes) == 1
                if scale != HASTE or trusted:
                    return

    def import_really(self, check: Callable[[RealTrial], None]) -> None:
        """Import it as a module on the real interpreter, and ``check`` what it did."""
        record = self._runners.real.run(self.program, module=self.block, scale=HASTE)
        trial = RealTrial("import the file as a module", record)
        trial.sound()
        check(trial)

    def play(
        self, scenario: FunctionType, *, preload: tuple[str, ...] = (), **values: Any
    ) -> Trial:
        """Carry out ``scenario`` on it, on the default schedule; see `module_name`."""
        trial = self._once(scenario, values, preload)
        trial.sound()
        return trial

    def _once(
        self,
        scenario: FunctionType | None = None,
        values: Mapping[str, Any] = MappingProxyType({}),
        preload: tuple[str, ...] = (),
    ) -> Trial:
        request = Request(
            scenario, values, module=module_name(scenario, self.block), preload=preload
        )
        return Trial(asked(scenario, values), self._cache.get(request).records[0])

    def sample(self, scenario: FunctionType | None = None, **settings: Any) -> Iterator[Trial]:
        """Run or drive it on some schedules: of few departures from the default, and random.

        For what is too large to be explored, beside a smaller scenario that is. As `always`.
        """
        return self.always(scenario, limit=0, samples=PICKED, **settings)

    def always(
        self,
        scenario: FunctionType | None = None,
        *,
        lines: bool = False,
        hold_back: bool = False,
        bound: int | None = None,
        limit: int = LIMIT,
        samples: int = SAMPLES,
        watch_ends: bool = False,
        **values: Any,
    ) -> Iterator[Trial]:
        """Run or drive it on every schedule within the bound; each distinct run once.

        A run that is not sound is the last: it breaks the clause, whatever others do.

        With ``lines``, threads may be switched at every statement; with
        ``hold_back``, time may pass while one of them could run.
        """
        request = Request(
            scenario,
            values,
            module=module_name(scenario, self.block),
            lines=lines,
            hold_back=hold_back,
            watch_ends=watch_ends,
            bounds=Bounds(bound, limit, samples, hold=HELD if hold_back else 0),
            until_unsound=True,
        )
        seen = self._cache.get(request)
        if not seen.schedules:
            Trial(asked(None, {}), seen.records[0]).sound()
        self.explored.append(seen)
        told = asked(scenario, values)
        for record in seen.records:
            schedule = Schedule(
                scenario=None if scenario is None else scenario.__name__,
                values=values,
                lines=lines,
                hold_back=hold_back,
                choices=record.choices,
            )
            trial = Trial(told, record, replay=command_line(self.program.filename, schedule))
            trial.sound()
            yield trial


def _hangs_on_time(record: RealRecord) -> bool:
    """Whether what a program did may hang on how long things took.

    So it is where several threads go by the time, or the program's own process does while there
    are others, or where somebody ends a process.
    """
    if not record.processes:
        return False
    ended_by_another = any((process.exit_code or 0) < 0 for process in record.processes)
    at_home = any(process == 0 for process, _thread in record.timed)
    return ended_by_another or at_home or len(record.timed) > 1


def module_name(scenario: FunctionType | None, block: str) -> str:
    """The name under which a file is executed.

    Run as a program it is ``__main__``. A scenario has it imported under the
    block's name, but for one whose first parameter is called ``program``: that
    goes on after the file was run as a program, as ``python -i`` does.
    """
    if scenario is None or scenario.__code__.co_varnames[0] == "program":
        return "__main__"
    return block


def asked(scenario: FunctionType | None, values: Mapping[str, Any]) -> str:
    """What a scenario asks of a program, in words; without one, the program is just run."""
    if scenario is None:
        return "run as a program"
    text = " ".join((scenario.__doc__ or scenario.__name__).split())
    return text.format(**(defaults(scenario) | dict(values)))
