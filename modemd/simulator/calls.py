"""A call that comes in: it rings until the program hangs up or the caller gives up (27.007 §6.11, §7.6)."""

from __future__ import annotations

from typing import Final

from .charset import address_type

RING_EVERY_S: Final = 3.0


class IncomingCall:
    """Rings `rings` times; `next_ring` is when it rings again or, behind the last one, when the caller gives up."""

    def __init__(self, number: str, rings: int, now: float) -> None:
        self._number = number
        self._rings = rings
        self.next_ring = now

    @property
    def over(self) -> bool:
        """Whether the caller has given up."""
        return self._rings < 0

    def ring(self, now: float, *, with_number: bool) -> list[str]:
        """The unsolicited lines that are due."""
        if now < self.next_ring:
            return []
        self._rings -= 1
        self.next_ring = now + RING_EVERY_S
        if self.over:
            return ["NO CARRIER"]
        return ["RING", f'+CLIP: "{self._number}",{address_type(self._number)}'] if with_number else ["RING"]
