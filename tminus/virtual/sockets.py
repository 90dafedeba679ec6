"""A socket stand-in on virtual time, for programs that receive."""

from __future__ import annotations

from errno import EBADF, EINVAL
from typing import TYPE_CHECKING, Any

from tminus.virtual.dependence import CLOCK_KEY, READ, WRITE
from tminus.virtual.primitives import Current
from tminus.virtual.seal import seal_class

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


MSG_PEEK = 2
"""The flag of `recv` that leaves in place what it gives (the same on Linux and macOS)."""


class Socket:
    """A connected socket that receives what was laid down beforehand.

    ``arrivals`` are pairs of virtual seconds from now and bytes; ``b""`` is the
    end of the stream. ``recv`` behaves as a stream socket's does: it gives what
    has arrived, waits for more, raises `TimeoutError` when the timeout passes
    first, and after the end gives ``b""`` at once, every time. Once closed it raises what
    a closed socket does. It receives only: what else a socket can do is named when it is tried.
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

    def recv(self, bufsize: int, flags: int = 0) -> bytes:
        Current.scheduler.operation(self)
        return _of(self).receive(self, bufsize, flags)

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
        Current.scheduler.operation(self)
        view = memoryview(buffer).cast("B")
        data = _of(self).receive(self, nbytes or len(view), flags)
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        _of(self).closed = True

    def shutdown(self, how: int, /) -> None:
        if how not in (0, 1, 2):
            raise OSError(EINVAL, "Invalid argument")
        _of(self).check_open()
        if how != 1:  # from now on there is nothing more to receive
            _of(self).arrivals = [(Current.scheduler.now, b"")]

    def fileno(self) -> int:
        return -1 if _of(self).closed else 3

    def getpeername(self) -> tuple[str, int]:
        _of(self).check_open()
        return ("127.0.0.1", 8000)

    def __enter__(self) -> Socket:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"the socket of this test only receives: it has no {name!r}")


class _State:
    """What a socket knows; no attribute leads to it."""

    def __init__(self, arrivals: Iterable[tuple[float, bytes]]) -> None:
        after = Current.scheduler.after
        self.arrivals = [(after(seconds), data) for seconds, data in arrivals]
        self.timeout: float | None = None
        self.closed = False

    def check_open(self) -> None:
        if self.closed:
            raise OSError(EBADF, "Bad file descriptor")

    def receive(self, socket: Socket, size: int, flags: int) -> bytes:
        if size < 0:
            raise ValueError("negative buffersize in recv")
        scheduler = Current.scheduler
        scheduler.touch(self, "", WRITE)
        scheduler.note(CLOCK_KEY, READ)
        deadline = None if self.timeout is None else scheduler.after(self.timeout)
        while True:
            self.check_open()
            if self.arrivals and self.arrivals[0][0] <= scheduler.now:
                return self._take(size, keep=bool(flags & MSG_PEEK))
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

    def _take(self, size: int, *, keep: bool) -> bytes:
        arrived, data = self.arrivals[0]
        if not data:
            Current.scheduler.recorder.add("recv", "end")
            return b""
        taken, rest = data[:size], data[size:]
        if keep:
            return taken
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
