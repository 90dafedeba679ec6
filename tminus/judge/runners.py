"""The two ways to run a program: on virtual time, and on the real interpreter."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from tminus.real.runner import RealRunner
from tminus.virtual.runner import CPU, Runner

if TYPE_CHECKING:
    from types import TracebackType


class Runners:
    """A virtual and a real runner, each started when it is first needed; a context manager.

    ``cpu`` is how many real CPU seconds a run on virtual time may use.
    """

    def __init__(self, cpu: int = CPU) -> None:
        self._cpu = cpu

    def __enter__(self) -> Runners:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @cached_property
    def virtual(self) -> Runner:
        """Runs programs on virtual time."""
        return Runner(self._cpu)

    @cached_property
    def real(self) -> RealRunner:
        """Runs programs on the real interpreter."""
        return RealRunner()

    def close(self) -> None:
        """End the processes that the runners keep."""
        for name in ("virtual", "real"):
            runner = vars(self).pop(name, None)
            if runner is not None:
                runner.close()
