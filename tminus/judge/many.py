"""Judge many directories at once: a few workers, each with runners of its own.

The work is done by the processes that the runners keep, so the workers are
threads. The unit of work is one block of one directory; what is kept in memory
are the directories in work, however many there are in all, and the latest reports:
of files with the same content one is judged for all.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from queue import Queue
from typing import TYPE_CHECKING

from tminus.judge.directory import BlockReport, block_file, judge_file
from tminus.judge.judge import Verdict
from tminus.judge.known import Known
from tminus.judge.runners import Runners

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from pathlib import Path

    from tminus.corpus import Block

COSTLY = ("08", "05", "10", "11", "06")
"""Blocks whose judgement takes longest: begun first, so that no worker is left with one."""


@dataclass(frozen=True)
class DirectoryReport:
    """What is said of a directory. Where it could not be judged, ``error`` says why, in one line.

    ``name`` is the directory as it was given.
    """

    name: str
    blocks: dict[str, BlockReport]
    error: str = ""

    @property
    def holds(self) -> bool:
        """Whether every block that was judged holds."""
        return not self.error and all(
            report.verdict == Verdict.HOLDS for report in self.blocks.values()
        )

    def onto(self, before: DirectoryReport | None) -> DirectoryReport:
        """The same, with the blocks that it does not speak of taken from the report before."""
        blocks = {**(before.blocks if before else {}), **self.blocks}
        return DirectoryReport(self.name, dict(sorted(blocks.items())), self.error)


@dataclass
class _Task:
    """A directory in work."""

    name: str
    path: Path
    left: int
    blocks: dict[str, BlockReport] = field(default_factory=dict)
    error: str = ""


class StoppedError(Exception):
    """Judging was interrupted."""


class _StoppableRunners(Runners):
    """Runners that refuse to be used once judging was interrupted."""

    def __init__(self, stop: threading.Event) -> None:
        super().__init__()
        self._stop = stop

    def __getattribute__(self, name: str) -> object:
        if name in ("virtual", "real") and super().__getattribute__("_stop").is_set():
            raise StoppedError
        return super().__getattribute__(name)


def judge_many(
    directories: Iterable[tuple[str, Path]], blocks: Iterable[Block], jobs: int
) -> Generator[DirectoryReport, None, None]:
    """Judge directories, ``jobs`` blocks at a time; reports come as they are complete.

    ``directories`` are names and paths, read as they are needed. Whatever
    breaks while one is judged ends that directory, not the others. When the
    iterator is closed early, what is running is stopped before this returns.
    """
    return _Pool(directories, blocks, jobs).reports()


class _Pool:
    def __init__(
        self, directories: Iterable[tuple[str, Path]], blocks: Iterable[Block], jobs: int
    ) -> None:
        self.blocks = sorted(blocks, key=_cost)
        self.order = [block.name for block in sorted(self.blocks, key=lambda one: one.name)]
        self.directories = iter(directories)
        self.jobs = jobs
        self.lock = threading.Lock()
        self.stop = threading.Event()
        self.known = Known()
        self.runners: list[Runners] = []
        self.waiting: deque[tuple[_Task, Block]] = deque()
        self.done: Queue[DirectoryReport | BaseException | None] = Queue(maxsize=2 * jobs)

    def reports(self) -> Generator[DirectoryReport, None, None]:
        workers: list[threading.Thread] = []
        for _ in range(self.jobs):
            worker = threading.Thread(target=self.work, daemon=True)
            try:
                worker.start()
            except RuntimeError:  # the system has no more of them; fewer do the work as well
                if not workers:
                    raise
                break
            workers.append(worker)
        running = len(workers)
        try:
            while running:
                report = self.done.get()
                if report is None:
                    running -= 1
                elif isinstance(report, BaseException):
                    raise report
                else:
                    yield report
        finally:
            self.stop.set()
            if running:
                for runners in self.runners:
                    runners.close()
            while any(worker.is_alive() for worker in workers):
                while not self.done.empty():
                    self.done.get()
                workers[0].join(0.01)
                workers = [worker for worker in workers if worker.is_alive()]

    def work(self) -> None:
        try:
            with _StoppableRunners(self.stop) as runners:
                self.runners.append(runners)
                while not self.stop.is_set() and (job := self.next()) is not None:
                    self.judge(*job, runners)
        except StoppedError:
            pass
        except BaseException as error:
            self.done.put(error)
        finally:
            self.done.put(None)

    def next(self) -> tuple[_Task, Block] | None:
        """The next block to judge: of a directory in work, or of a new one."""
        with self.lock:
            if not self.waiting:
                name, path = next(self.directories, (None, None))
                if name is None or path is None:
                    return None
                task = _Task(name, path, len(self.blocks))
                self.waiting.extend((task, block) for block in self.blocks)
            return self.waiting.popleft()

    def judge(self, task: _Task, block: Block, runners: Runners) -> None:
        report = None
        error = ""
        if not task.error:
            try:
                report = judge_file(block_file(task.path, block), block, runners, self.known)
            except StoppedError:
                raise
            except Exception as raised:  # whatever it is, the other directories are judged
                error = f"{block.name} could not be judged: {raised or type(raised).__name__}"
        with self.lock:
            if report is not None:
                task.blocks[block.name] = report
            task.error = task.error or error
            task.left -= 1
            complete = not task.left
        if complete:
            if not task.path.is_dir():
                task.error = task.error or "the directory is gone"
            ordered = {name: task.blocks[name] for name in self.order if name in task.blocks}
            self.done.put(DirectoryReport(task.name, ordered, task.error))


def _cost(block: Block) -> int:
    return COSTLY.index(block.number) if block.number in COSTLY else len(COSTLY)
