"""Have programs run on virtual time, from outside: one run, or an exploration of schedules.

Nothing of a program under test runs in the process that calls this. A `Runner`
keeps one warm host process; every program is run in a process of its own, forked from
it and bounded in CPU time, memory, files and output.
"""

from __future__ import annotations

import json
import marshal
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import greenlet  # type: ignore[import-untyped]

from tminus.scratch import make, remove
from tminus.virtual.exploration import Explored
from tminus.virtual.record import Record, parse

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence
    from types import FunctionType, TracebackType

_HOST = Path(__file__).with_name("host.py")
_PATHS = (str(Path(__file__).parents[2]), str(Path(greenlet.__file__).parents[1]))

_TOO_MUCH = 3

MAX_STEPS = 100_000
"""Steps that a run may take: statements, operations, lines printed."""
CPU = 5
"""Real CPU seconds that a single run may use; an exploration may use four times as many."""
WALL = 60.0
"""Real seconds after which a request is given up whatever it does: a last guard."""


SHARE = 20
"""How many times what a single run may use all runs of one process may use."""

_GONE: dict[str, Any] = {"fresh": True, "cause": None, "signal": None, "code": 1, "cpu": 0.0}
"""What is said of a process whose host is gone."""


class RunnerError(RuntimeError):
    """The host process could not be started, or did not answer."""


@dataclass(frozen=True)
class Program:
    """A program under test: its bytes, and the file name that tracebacks show."""

    source: bytes
    filename: str


@dataclass(frozen=True)
class Exploration:
    """What an exploration saw.

    ``records`` are the distinct records, in the order in which they were first
    seen. ``schedules`` were run in all, ``sampled`` of them picked out (few departures from the
    default one, or random), and on ``held`` of them one thread was held back throughout; where
    ``exhausted`` is true they include every schedule that differs, or with a ``bound`` every
    one with at most so many preemptions.
    """

    records: tuple[Record, ...]
    bound: int | None
    schedules: int
    sampled: int
    held: int
    exhausted: bool

    @property
    def limited(self) -> bool:
        """Whether it was to reach all schedules, and came to a limit before."""
        return not self.exhausted and self.schedules > self.sampled + self.held

    def __str__(self) -> str:
        enumerated = self.schedules - self.sampled - self.held
        which = ""
        if self.bound is not None:
            which = f" with at most {_count(self.bound, 'preemption')}"
        text = f"{_count(enumerated, 'schedule')}{which}"
        if not enumerated:
            text = f"{_count(self.sampled, 'schedule')} picked out of many"
        elif self.exhausted:
            text = f"the only schedule{which}" if enumerated == 1 else f"all {text}"
        else:
            text = f"{text} (a limit: there are more) and {self.sampled} picked out"
        return f"{text}, and {self.held} that hold one thread back" if self.held else text


@dataclass(frozen=True)
class Bounds:
    """How far an exploration reaches: see `Runner.explore`."""

    bound: int | None = None
    limit: int = 200
    samples: int = 50
    seed: int = 0
    hold: int = 0


@dataclass(frozen=True)
class Request:
    """What is asked of a program: one run, or with ``bounds`` an exploration.

    The fields are the parameters of `Runner.run` and `Runner.explore`.
    """

    scenario: Any = None  # a FunctionType or None; mypy would take it for a method
    arguments: Mapping[str, Any] = field(default_factory=dict)
    module: str = "__main__"
    choices: Sequence[int] = ()
    seed: int | None = None
    lines: bool = False
    hold_back: bool = False
    operations: bool = False
    watch_ends: bool = False
    max_steps: int = MAX_STEPS
    preload: tuple[str, ...] = ()
    bounds: Bounds | None = None
    until_unsound: bool = False

    @cached_property
    def key(self) -> Hashable:
        """The same for requests that ask the same."""
        return self.scenario, repr(self)

    def as_data(self, cpu: int) -> dict[str, Any]:
        """What the host is told; ``cpu`` as a `Runner` has it. Raises `ValueError`."""
        code, arguments = None, dict(self.arguments)
        if self.scenario is not None:
            if self.scenario.__code__.co_freevars:
                raise ValueError(f"scenario {self.scenario.__name__} has free variables")
            code = marshal.dumps(self.scenario.__code__)
            arguments = defaults(self.scenario) | arguments
        return {
            "scenario": code,
            "arguments": arguments,
            "module": self.module,
            "choices": list(self.choices),
            "seed": self.seed,
            "lines": self.lines,
            "hold_back": self.hold_back,
            "operations": self.operations,
            "watch_ends": self.watch_ends,
            "max_steps": self.max_steps,
            "explore": self.bounds and asdict(self.bounds),
            "until_unsound": self.until_unsound,
            "cpu": 4 * cpu if self.bounds else cpu,
        }


class Runner:
    """Runs programs on virtual time; a context manager that keeps a host process.

    ``cpu`` is how many real CPU seconds a run may use.
    """

    def __init__(self, cpu: int = CPU) -> None:
        self.cpu = cpu
        self._host: subprocess.Popen[bytes] | None = None
        self._scratch = ""
        self._staying: Program | None = None

    def __enter__(self) -> Runner:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the host process, and whatever it runs."""
        remove(self._scratch)
        self._scratch = ""
        host, self._host = self._host, None
        if host is None:
            return
        assert host.stdin is not None
        assert host.stdout is not None
        with suppress(BrokenPipeError):
            host.stdin.close()  # the host ends by itself, and its run with it
        with suppress(subprocess.TimeoutExpired):
            host.wait(5)
        host.kill()
        host.wait()
        host.stdout.close()

    def run(
        self,
        program: Program,
        scenario: FunctionType | None = None,
        *,
        arguments: dict[str, Any] | None = None,
        module: str = "__main__",
        choices: Sequence[int] = (),
        seed: int | None = None,
        lines: bool = False,
        hold_back: bool = False,
        operations: bool = False,
        max_steps: int = MAX_STEPS,
        preload: Iterable[str] = (),
    ) -> Record:
        """Run a program once.

        ``scenario(subject, world, **arguments)`` is a function without free
        variables; it is carried out in the program's process, in the main
        thread, after the program was executed as ``module``. ``choices`` is
        the schedule, ``seed`` makes what it leaves open random; ``lines`` lets
        threads switch at every statement, ``hold_back`` lets time pass while
        a thread could run; ``operations`` records every operation.

        Raises `RunnerError` where the host cannot be started.
        """
        request = Request(
            scenario,
            arguments or {},
            module=module,
            choices=choices,
            seed=seed,
            lines=lines,
            hold_back=hold_back,
            operations=operations,
            max_steps=max_steps,
            preload=tuple(preload),
        )
        return self.ask(program, [request])[0].records[0]

    def explore(
        self,
        program: Program,
        scenario: FunctionType | None = None,
        *,
        arguments: dict[str, Any] | None = None,
        module: str = "__main__",
        bound: int | None = None,
        limit: int = 200,
        samples: int = 50,
        seed: int = 0,
        lines: bool = False,
        hold_back: bool = False,
        hold: int = 0,
        watch_ends: bool = False,
        max_steps: int = MAX_STEPS,
        preload: Iterable[str] = (),
        until_unsound: bool = False,
    ) -> Exploration:
        """Run every schedule that differs, at most ``limit`` of them (see `exploration`).

        With a ``bound``, every one with at most so many preemptions instead. With
        ``watch_ends``, it counts as a difference whether a thread ended before or after a line
        was printed, or the main thread came to the end of its file. Where the limit is reached
        first, ``samples`` schedules of few departures from the default one follow, as many
        random ones, seeded from ``seed``; then one for each of the first ``hold`` threads, the
        main thread among them, on which it is held back throughout. The schedules of one
        exploration share a process; each begins with a fresh program and fresh threading
        modules. With
        ``until_unsound``, the first run that did not end soundly is the last: one with
        an exception that nobody caught, an attempt to leave virtual time, or a limit
        that was reached.

        Raises `RunnerError` where the host cannot be started.
        """
        request = Request(
            scenario,
            arguments or {},
            module=module,
            lines=lines,
            hold_back=hold_back,
            watch_ends=watch_ends,
            max_steps=max_steps,
            preload=tuple(preload),
            bounds=Bounds(bound, limit, samples, seed, hold),
            until_unsound=until_unsound,
        )
        return self.ask(program, [request])[0]

    def ask(
        self, program: Program, requests: Sequence[Request], *, stay: bool = False
    ) -> list[Exploration]:
        """Have requests carried out in one process, one after another; a run is an
        exploration of one schedule.

        Each run begins with a fresh program and fresh threading modules, as the schedules
        of an exploration do. With ``stay``, the process stays for what is asked next, if
        that is of the same program and may ``stay`` as well. The first request is always
        answered, whatever the program does. Those behind it are, up to the first at which a
        limit was reached or the process came to its end: that one, and what follows, is to
        be asked again.

        Raises `RunnerError` where the host cannot be started.
        """
        asked = [request.as_data(self.cpu) for request in requests]
        job = {
            "source": program.source,
            "filename": program.filename,
            "wall": WALL,
            "cpu": SHARE * self.cpu,
            "preload": list(dict.fromkeys(chain(*(request.preload for request in requests)))),
            "requests": asked,
            "stay": stay,
        }
        answers: list[Exploration] = []
        for again in (stay and program == self._staying, False):
            self._staying = program if stay else None
            header, body = self._exchange(job | {"again": again}) or (_GONE, b"")
            answers = _read(header, body, asked)
            if answers:
                break
        return answers

    def _empty_scratch(self) -> str:
        """An empty directory for a run to work in: the last one's, if that left nothing there."""
        try:
            used = bool(os.listdir(self._scratch))
        except OSError:  # there is none yet, or it was taken away
            used = True
        if used:
            remove(self._scratch)
            self._scratch = make()
        return self._scratch

    def _exchange(self, job: dict[str, Any]) -> tuple[dict[str, Any], bytes] | None:
        for _attempt in (1, 2):
            host = self._started()
            assert host.stdin is not None
            scratch = self._scratch if job["again"] else self._empty_scratch()
            frame = marshal.dumps(job | {"scratch": scratch})
            try:
                host.stdin.write(len(frame).to_bytes(4, "little") + frame)
                host.stdin.flush()
            except BrokenPipeError:  # something ended the host since its last answer
                self.close()
                continue
            header, body = self._frame(host), self._frame(host)
            if header is not None and body is not None:
                return json.loads(header), body
            self.close()
            return None
        raise RunnerError("the process that runs programs on virtual time ended twice")

    def _started(self) -> subprocess.Popen[bytes]:
        if self._host is None or self._host.poll() is not None:
            self.close()
            self._host = subprocess.Popen(
                [sys.executable, "-P", "-s", "-S", str(_HOST), *_PATHS],
                env=_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
            )
            if self._frame(self._host) is None:
                self.close()
                raise RunnerError("the process that runs programs on virtual time did not start")
        return self._host

    @staticmethod
    def _frame(host: subprocess.Popen[bytes]) -> bytes | None:
        assert host.stdout is not None
        length = host.stdout.read(4)
        if len(length) < 4:
            return None
        data = host.stdout.read(int.from_bytes(length, "little"))
        return data if len(data) == int.from_bytes(length, "little") else None


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _environment() -> dict[str, str]:
    """No settings of the interpreter but this: the order of a set of strings is always the same."""
    environment = {name: value for name, value in os.environ.items() if name[:6] != "PYTHON"}
    return environment | {"PYTHONHASHSEED": "0"}


def defaults(function: FunctionType) -> dict[str, Any]:
    """The values of a function's parameters that have one; only its code travels."""
    code, values = function.__code__, function.__defaults__ or ()
    names = code.co_varnames[code.co_argcount - len(values) : code.co_argcount]
    return dict(zip(names, values, strict=True))


def _read(
    header: dict[str, Any], body: bytes, requests: Sequence[dict[str, Any]]
) -> list[Exploration]:
    """The answers that a process gave; a fresh one's first is made up where there is none."""
    answers: list[Exploration] = []
    records: list[Record] = []
    try:
        for text in body.splitlines():
            data = json.loads(text)
            if "broken" in data:
                header["broken"] = data["broken"]
                break
            if "summary" not in data:
                records.append(parse(data))
            elif records:
                summary = {key: data["summary"][key] for key in Explored._fields}
                answers.append(Exploration(tuple(records), **summary))
                records = []
            else:
                break
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        records.append(Record("forged", 1, 0.0))
    if header["fresh"] and not answers:
        if not (records and records[-1].outcome in ("stuck", "forged")):
            records.append(Record(_cut_short(header, requests[0]), header["code"] or 1, 0.0))
        bound = (requests[0]["explore"] or {"bound": 0})["bound"]
        answers.append(Exploration(tuple(records), bound, len(records), 0, 0, exhausted=False))
    return answers[: len(requests)]


def _cut_short(header: dict[str, Any], request: dict[str, Any]) -> str:
    """Why a run left no complete record."""
    if header["cause"]:
        return str(header["cause"])
    if header["signal"] == signal.SIGXCPU:
        return "cpu"
    if header["signal"] and header["cpu"] >= 0.9 * request["cpu"]:  # it ignored that signal
        return "cpu"
    if header["code"] == _TOO_MUCH:
        return "output"
    return "memory" if header.get("broken", "").startswith("MemoryError") else "vanished"
