"""Group commit: what came in one turn of the loop becomes durable at once, before anything of it goes out.

What can move on then, does so in a second transaction: nobody who waits for a reply or an acknowledgement waits for it.
When that fails, everything is rolled back and each input is tried alone: those that only read are answered as ever, and
only those that cannot be kept fail.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from routerd.exchange import Commit, CommitFailed, Input, MoveOn, Output, StorageFails, StorageWorks
from routerd.router import Router
from routerd.store import StorageTrouble, Store


class Turns:
    """Runs inputs through the router, on its store."""

    def __init__(self, router: Router, store: Store) -> None:
        self._router = router
        self._store = store
        self._troubled = False

    def run(self, inputs: Sequence[Input], now: float) -> Iterator[Output]:
        """What to carry out, in order and before the next is asked for; everything it depends on is durable."""
        yield from self._durably(inputs, now)
        yield from self._durably([MoveOn()], now)

    def seal(self, reason: str, now: float) -> list[Output]:
        """The store is not to be written any more: what is said of that."""
        self._store.seal(reason)
        self._troubled = True
        return self._router.handle(StorageFails(reason=reason), now)

    def _durably(self, inputs: Sequence[Input], now: float) -> list[Output]:
        try:
            outputs = [output for incoming in inputs for output in self._router.handle(incoming, now)]
            self._store.commit()
        except StorageTrouble as trouble:
            self._store.rollback()
            return self._failed(inputs, str(trouble), now)
        wrote = any(isinstance(output, Commit) for output in outputs)
        if self._troubled and wrote:
            self._troubled = False
            outputs += self._durably([StorageWorks()], now)
        return [output for output in outputs if not isinstance(output, Commit)]

    def _failed(self, inputs: Sequence[Input], reason: str, now: float) -> list[Output]:
        if not self._troubled:
            self._troubled = True
            notice = self._router.handle(StorageFails(reason=reason), now)
            return [*notice, *self._durably(inputs, now)]
        if len(inputs) > 1:
            return [output for incoming in inputs for output in self._durably([incoming], now)]
        return self._router.handle(CommitFailed(reason=reason, incoming=inputs[0]), now)
