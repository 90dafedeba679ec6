"""A socket stand-in on virtual time, for programs that receive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tminus.virtual.primitives import Current
from tminus.virtual.seal import seal_class

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Socket:
    """Receives what was laid down beforehand.

    ``arrivals`` are pairs of virtual seconds from now and bytes; ``b""`` is the
    end of the stream. ``recv`` behaves as a stream socket's does: it gives what
    has arrived, waits for more, raises `TimeoutError` when the timeout passes
    first, and after the end gives ``b""`` at once, every time.
    """

    __slots__ = ("state",)

    def __init__(self, arrivals: Iterable[tuple[float, bytes]] = ()) -> None:
        _give(self, _State(arrivals))

    def settimeout(self, timeout: float | None, /) -> None:
        if timeout is not None and timeout < 0:
            raise ValueError("Timeout value out of range")
        _of(self).timeout = timeout
        Current.scheduler.recorder.add("timeout", timeout)

    def gettimeout(self) -> float | None:
        return _of(self).timeout

    def setblocking(self, flag: bool, /) -> None:
        self.settimeout(None if flag else 0.0)

    def recv(self, size: int, flags: int = 0, /) -> bytes:  # noqa: ARG002
        Current.scheduler.operation(self)
        return _of(self).receive(self, size)

    def close(self) -> None:
        """Nothing to give back."""


class _State:
    """What a socket knows; no attribute leads to it."""

    def __init__(self, arrivals: Iterable[tuple[float, bytes]]) -> None:
        after = Current.scheduler.after
        self.arrivals = [(after(seconds), data) for seconds, data in arrivals]
        self.timeout: float | None = None

    def receive(self, socket: Socket, size: int) -> bytes:
        scheduler = Current.scheduler
        deadline = None if self.timeout is None else scheduler.after(self.timeout)
        while True:
            if self.arrivals and self.arrivals[0][0] <= scheduler.now:
                return self._take(size)
            if self.timeout == 0:
                raise BlockingIOError(11, "Resource temporarily unavailable")
            if deadline is not None and scheduler.now >= deadline:
                scheduler.recorder.add("recv", "timeout")
                raise TimeoutError("timed out")
            wake_at = min(
                (
                    t
                    for t in (deadline, self.arrivals[0][0] if self.arrivals else None)
                    if t is not None
                ),
                default=None,
            )
            scheduler.block(socket, wake_at)

    def _take(self, size: int) -> bytes:
        arrived, data = self.arrivals[0]
        if not data:
            Current.scheduler.recorder.add("recv", "end")
            return b""
        taken, rest = data[:size], data[size:]
        if rest:
            self.arrivals[0] = (arrived, rest)
        else:
            del self.arrivals[0]
        Current.scheduler.recorder.add("recv", "data", taken.decode("utf-8", "replace"))
        return taken


_of: Callable[[Socket], _State] = vars(Socket)["state"].__get__
_give: Callable[[Socket, _State], None] = vars(Socket)["state"].__set__
del Socket.state  # type: ignore[attr-defined]
seal_class(Socket)
