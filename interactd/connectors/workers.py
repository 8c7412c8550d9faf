"""Threads that read sources. A worker does one reading and hands back one input for the core; nothing else is shared.

A thread that hangs in the kernel (a dead network file system) cannot be ended. When the core gives up on its reading,
the thread no longer counts as busy, so that others may read; `MAX_THREADS` bounds how many may hang so. They are
daemon threads: none keeps the process from ending.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from interactd.connectors.source import Patience, Source
from interactd.errors import SourceFailed

MAX_BUSY = 8
MAX_THREADS = 64
END_S = 1.0
"""How long `close` waits for the threads to see that they are cancelled and to end their programs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a reading ended: a value, or the reason why there is none; `uncertain`: it may have acted all the same."""

    reading: int
    value: str | None = None
    failure: str | None = None
    uncertain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    reading: int
    source: Source
    timeout_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Worker:
    thread: threading.Thread
    patience: Patience


class Workers:
    """Reads several sources at once. All methods belong to the loop's thread; `wake` is called from the workers'."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._waiting: deque[_Job] = deque()
        self._busy: dict[int, _Worker] = {}
        self._lost: list[threading.Thread] = []
        self._done: SimpleQueue[Reading] = SimpleQueue()

    def start(self, reading: int, source: Source, timeout_s: float) -> None:
        """Reads `source` as soon as a thread is free; the result comes out of `results` under this number."""
        self._waiting.append(_Job(reading=reading, source=source, timeout_s=timeout_s))
        self._fill()

    def abandon(self, reading: int) -> None:
        """Nobody waits for this reading any more: its program is ended, its thread counts as lost until it returns."""
        self._waiting = deque(job for job in self._waiting if job.reading != reading)
        worker = self._busy.pop(reading, None)
        if worker is not None:
            worker.patience.cancelled.set()
            self._lost.append(worker.thread)
        self._fill()

    def results(self) -> Iterator[Reading]:
        """What has been read since the last call, abandoned readings included."""
        while True:
            try:
                done = self._done.get_nowait()
            except Empty:
                return
            self._busy.pop(done.reading, None)
            self._fill()
            yield done

    def close(self) -> None:
        """Cancels everything and waits a moment for programs to be ended."""
        self._waiting.clear()
        workers = list(self._busy.values())
        for worker in workers:
            worker.patience.cancelled.set()
        ends_at = time.monotonic() + END_S
        for worker in workers:
            worker.thread.join(max(0.0, ends_at - time.monotonic()))

    def _fill(self) -> None:
        self._lost = [thread for thread in self._lost if thread.is_alive()]
        while self._waiting and len(self._busy) < MAX_BUSY and len(self._busy) + len(self._lost) < MAX_THREADS:
            job = self._waiting.popleft()
            patience = Patience(ends_at=time.monotonic() + job.timeout_s)
            thread = threading.Thread(
                target=self._run, args=(job, patience), name=f"reading-{job.reading}", daemon=True
            )
            self._busy[job.reading] = _Worker(thread=thread, patience=patience)
            thread.start()

    def _run(self, job: _Job, patience: Patience) -> None:
        try:
            done = Reading(reading=job.reading, value=job.source.read(patience))
        except SourceFailed as error:
            done = Reading(reading=job.reading, failure=str(error), uncertain=error.uncertain)
        self._done.put(done)
        self._wake()
