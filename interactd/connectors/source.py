"""What every kind of source can do. A kind is one file with a `declare` and a row in the table of `sentences`."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

MAX_OCTETS = 64 * 1024
"""The most a source may give: far more than any answer holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a reading may take: until `ends_at` (monotonic) or until somebody sets `cancelled`."""

    ends_at: float
    cancelled: threading.Event = field(default_factory=threading.Event)

    def left_s(self) -> float:
        """Seconds left, 0 when it is over."""
        return 0.0 if self.cancelled.is_set() else max(0.0, self.ends_at - time.monotonic())


class Source(Protocol):
    """Where a value comes from."""

    @property
    def kind(self) -> str:
        """The key of interactions.toml that declares it."""

    def placeholders(self) -> frozenset[str]:
        """The slots it needs."""

    def choices(self) -> frozenset[str]:
        """Those of them that choose what is read or done. What may be any words never stands for one of these."""

    def filled(self, slots: Mapping[str, str]) -> Source:
        """The same with the slots put in. Raises `SourceFailed` for a value that may not stand there."""

    def read(self, patience: Patience) -> str:
        """The value, in a worker thread: it may block. Raises `SourceFailed`."""
