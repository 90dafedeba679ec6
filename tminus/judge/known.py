"""What was found out already, so that it isn't found out twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from tminus.judge.directory import BlockReport

Found = TypeVar("Found")


class Latest(Generic[Found]):
    """What was found for the ``limit`` keys that were asked for last. Safe between threads."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._found: dict[bytes, Found] = {}
        self._lock = Lock()

    def get(self, key: bytes) -> Found | None:
        """What was found for a key, if it is still known."""
        with self._lock:
            found = self._found.pop(key, None)
            if found is not None:
                self._found[key] = found
            return found

    def keep(self, key: bytes, found: Found) -> None:
        """Remember; the oldest is forgotten."""
        with self._lock:
            self._found[key] = found
            while len(self._found) > self.limit:
                del self._found[next(iter(self._found))]


@dataclass(frozen=True)
class Known:
    """Reports on files, by their content; and whether programs pass a test, by their code."""

    reports: Latest[BlockReport] = field(default_factory=lambda: Latest(240))
    passes: Latest[bool] = field(default_factory=lambda: Latest(2_000))


def key(*parts: str | bytes) -> bytes:
    """A key that stands for these, however long they are."""
    digest = sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "little") + data)
    return digest.digest()
