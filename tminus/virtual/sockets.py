"""A socket stand-in on virtual time, for programs that receive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tminus.virtual.primitives import Current

if TYPE_CHECKING:
    from collections.abc import Iterable


class Socket:
    """Receives what was laid down beforehand.

    ``arrivals`` are pairs of virtual seconds from now and bytes; ``b""`` is the
    end of the stream. ``recv`` behaves as a stream socket's does: it gives what
    has arrived, waits for more, raises `TimeoutError` when the timeout passes
    first, and after the end gives ``b""`` at once, every time.
    """

    def __init__(self, arrivals: Iterable[tuple[float, bytes]] = ()) -> None:
        now = Current.scheduler.now
        self._arrivals = [(now + after, data) for after, data in arrivals]
        self._timeout: float | None = None

    def settimeout(self, timeout: float | None) -> None:
        if timeout is not None and timeout < 0:
            raise ValueError("Timeout value out of range")
        self._timeout = timeout
        Current.scheduler.recorder.add("timeout", timeout)

    def gettimeout(self) -> float | None:
        return self._timeout

    def setblocking(self, flag: bool) -> None:
        self.settimeout(None if flag else 0.0)

    def recv(self, size: int, flags: int = 0) -> bytes:  # noqa: ARG002
        scheduler = Current.scheduler
        scheduler.operation(self)
        deadline = None if self._timeout is None else scheduler.now + self._timeout
        while True:
            if self._arrivals and self._arrivals[0][0] <= scheduler.now:
                return self._take(size)
            if self._timeout == 0:
                raise BlockingIOError(11, "Resource temporarily unavailable")
            if deadline is not None and scheduler.now >= deadline:
                scheduler.recorder.add("recv", "timeout")
                raise TimeoutError("timed out")
            wake_at = min(
                (t for t in (deadline, self._arrivals[0][0] if self._arrivals else None) if t),
                default=None,
            )
            scheduler.block(self, wake_at)

    def _take(self, size: int) -> bytes:
        arrived, data = self._arrivals[0]
        if not data:
            Current.scheduler.recorder.add("recv", "end")
            return b""
        taken, rest = data[:size], data[size:]
        if rest:
            self._arrivals[0] = (arrived, rest)
        else:
            del self._arrivals[0]
        Current.scheduler.recorder.add("recv", "data", taken.decode("utf-8", "replace"))
        return taken

    def close(self) -> None:
        """Nothing to give back."""
