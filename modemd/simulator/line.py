"""The serial line on its way out: what the modem says arrives whole, or in small pieces with a pause before each."""

from __future__ import annotations

from collections import deque


class Line:
    """Cuts octets in pieces while `pieces` are wanted. `deadline` is when the next one may go."""

    def __init__(self) -> None:
        self.deadline: float | None = None
        self._octets = 0
        self._pause_s = 0.0
        self._waiting: deque[bytes] = deque()

    def cut(self, octets: int, pause_s: float) -> None:
        """From now on pieces of `octets`, `pause_s` apart; 0 octets: whole. What waits goes on as it was cut."""
        self._octets, self._pause_s = octets, pause_s

    def push(self, octets: bytes, now: float) -> list[bytes]:
        """Takes `octets` to send and returns what goes out at once; order is kept."""
        if not self._octets and not self._waiting:
            return [octets]
        size = self._octets or len(octets)
        self._waiting.extend(octets[start : start + size] for start in range(0, len(octets), size))
        return self.release(now)

    def release(self, now: float) -> list[bytes]:
        """The next piece, if its time has come."""
        if not self._waiting or (self.deadline is not None and now < self.deadline):
            return []
        piece = self._waiting.popleft()
        self.deadline = now + self._pause_s if self._waiting else None
        return [piece]

    def drop(self) -> None:
        """Forgets what waits: the port is gone."""
        self._waiting.clear()
        self.deadline = None
