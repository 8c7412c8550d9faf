"""One direction of the serial line: octets pass whole, or in pieces with a pause before each, or as fast as bits can.

A line of N bits per second carries N/10 octets: start bit, eight data bits, stop bit.
"""

from __future__ import annotations

from collections import deque
from typing import Final

BITS_PER_OCTET: Final = 10
_PIECES_PER_SECOND: Final = 100
"""In how many pieces a second of a slow line is cut; finer ones would only cost time."""
_GENERATOR: Final = (1_103_515_245, 12_345, 2**31)
"""Multiplier, increment and modulus of ISO C's example of rand(): enough to hit another octet each time."""


class Line:
    """Octets on their way at `speed` bits per second, None: at once. `deadline` is when the next piece is through."""

    def __init__(self, speed: int | None = None) -> None:
        self._speed = speed / BITS_PER_OCTET if speed else None
        self._octets = 0
        self._pause_s = 0.0
        self._last_at = float("-inf")
        self._waiting: deque[tuple[float, bytes]] = deque()

    @property
    def deadline(self) -> float | None:
        """When the next piece is through."""
        return self._waiting[0][0] if self._waiting else None

    def cut(self, octets: int, pause_s: float) -> None:
        """From now on pieces of `octets`, `pause_s` apart; 0 octets: whole. What waits goes on as it was cut."""
        self._octets, self._pause_s = octets, pause_s

    def push(self, octets: bytes, now: float) -> list[bytes]:
        """Takes `octets` and returns what is through at once; order is kept."""
        if not (self._octets or self._speed or self._waiting):
            return [octets]
        size = self._octets or (max(1, int(self._speed / _PIECES_PER_SECOND)) if self._speed else len(octets))
        for start in range(0, len(octets), size):
            piece = octets[start : start + size]
            takes_s = len(piece) / self._speed if self._speed else 0.0
            # Counted from the piece before it, not from now: a late timer must not make the line slower.
            self._last_at = max(now, self._last_at + self._pause_s) + takes_s
            self._waiting.append((self._last_at, piece))
        return self.release(now)

    def release(self, now: float) -> list[bytes]:
        """The pieces whose time has come."""
        released = []
        while self._waiting and self._waiting[0][0] <= now:
            released.append(self._waiting.popleft()[1])
        return released

    def drop(self) -> None:
        """Forgets what waits: the port is gone."""
        self._waiting.clear()
        self._last_at = float("-inf")


class Wear:
    """Picks octets for a bad line to damage: one of `every` on average, the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self._state = seed
        self._left: int | None = None

    def strikes(self, every: int) -> bool:
        """Whether the next octet is one of them."""
        if self._left is None:
            self._left = self._gap(every)
        self._left -= 1
        if self._left > 0:
            return False
        self._left = None
        return True

    def _gap(self, every: int) -> int:
        multiplier, increment, modulus = _GENERATOR
        self._state = (self._state * multiplier + increment) % modulus
        # The low bits of such a generator repeat soon; the high ones do not.
        return 1 + (self._state >> 8) % (2 * every - 1)
