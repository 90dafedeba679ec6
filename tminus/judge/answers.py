"""What is known of one program: each request is asked once, and none of what cannot be run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tminus.virtual.runner import Exploration

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from tminus.judge.runners import Runners
    from tminus.virtual.record import Record
    from tminus.virtual.runner import Program, Request


class Answers:
    """A program's answers so far, and where to have it asked for others.

    ``wait`` is called with a request that has no answer yet; it returns when there may be
    one. By itself, it has the request carried out at once. ``failed_really`` is whether it
    failed for good on the real interpreter: there, too, that is not found out twice.
    """

    def __init__(
        self,
        program: Program,
        runners: Runners,
        wait: Callable[[Request], object] | None = None,
    ) -> None:
        self._program = program
        self._runners = runners
        self._wait = wait or (lambda request: self.ask([request]))
        self._known: dict[Hashable, Exploration] = {}
        self._refused: Record | None = None
        self.failed_really = False

    def get(self, request: Request) -> Exploration:
        """The answer to a request. Raises `RunnerError` where programs cannot be run."""
        while request.key not in self._known:
            if self._refused is not None:
                return Exploration((self._refused,), 0, 0, 0, 0, exhausted=False)
            self._wait(request)
        return self._known[request.key]

    def ask(self, requests: Sequence[Request]) -> Request | None:
        """Have requests carried out together; returns the first that got no answer."""
        answers = self._runners.virtual.ask(self._program, requests, stay=True)
        for request, answer in zip(requests, answers, strict=False):
            self._known[request.key] = answer
            if not answer.records[0].runnable:
                self._refused = answer.records[0]
        return requests[len(answers)] if len(answers) < len(requests) else None
