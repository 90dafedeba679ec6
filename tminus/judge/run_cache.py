"""What is known of one program: each request is run once, and none of what cannot be run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tminus.virtual.runner import Exploration

if TYPE_CHECKING:
    from collections.abc import Hashable

    from tminus.judge.runners import Runners
    from tminus.virtual.record import Record
    from tminus.virtual.runner import Program, Request


class RunCache:
    """The explorations of one program so far, and where to have it run for others.

    ``failed_really`` is whether it failed for good on the real interpreter: there, too, that
    is not found out twice.
    """

    def __init__(self, program: Program, runners: Runners) -> None:
        self._program = program
        self._runners = runners
        self._explorations: dict[Hashable, Exploration] = {}
        self._unrunnable: Record | None = None
        self.failed_really = False

    def get(self, request: Request) -> Exploration:
        """What a request shows. Raises `RunnerError` where programs cannot be run."""
        if request.key in self._explorations:
            return self._explorations[request.key]
        if self._unrunnable is not None:
            return Exploration((self._unrunnable,), 0, 0, 0, 0, exhausted=False)
        [found] = self._runners.virtual.ask(self._program, [request], stay=True)
        self._explorations[request.key] = found
        if not found.records[0].runnable:
            self._unrunnable = found.records[0]
        return found
