"""What happens to octets between modem and program: how fast they pass, in which pieces, and which are damaged."""

from __future__ import annotations

from typing import Final, Literal

from . import faults
from .faults import DoubleOctets, DropOctets, Faults
from .line import Line, Wear

Way = Literal["in", "out"]
WRONG_SPEED: Final = b"\xff\x80\x00\xfe"
"""What a program hears from a modem that talks at another speed."""


class Wire:
    """Both directions of a line of `speed` bits per second, None: at once. What is said gathers until `flush`."""

    def __init__(self, speed: int | None, in_force: Faults) -> None:
        self._speed = speed
        self._faults = in_force
        self._in = Line(speed)
        self._out = Line(speed)
        self._said = bytearray()
        self._wear: dict[tuple[DropOctets | DoubleOctets, Way], Wear] = {}

    @property
    def deadline(self) -> float | None:
        """When the next octets are through, in either direction."""
        return min((line.deadline for line in (self._in, self._out) if line.deadline is not None), default=None)

    def faults_changed(self) -> None:
        """A fault was ordered or has ended."""
        split = self._faults.active(faults.Split)
        self._out.cut(split.octets if split else 0, split.pause_s if split else 0.0)
        self._wear.clear()

    def drop(self) -> None:
        """The port is gone, and what was on its way with it."""
        self._in.drop()
        self._out.drop()
        self._said.clear()

    # --- from the program to the modem

    def send(self, octets: bytes, speed: int | None, now: float) -> bytes:
        """The program sends `octets` at `speed`; returns what the modem has at once."""
        if speed is not None and self._speed is not None and speed != self._speed:
            self.say(WRONG_SPEED)
            return b""
        return b"".join(self._in.push(self._damaged(octets, "in"), now))

    def arrived(self, now: float) -> bytes:
        """What the modem has by now."""
        return b"".join(self._in.release(now))

    # --- from the modem to the program

    def say(self, octets: bytes) -> None:
        """The modem says this."""
        self._said += octets

    def flush(self, now: float) -> list[bytes]:
        """What was said goes on its way; returns what is through by now."""
        if not self._said:
            return []
        said = bytes(self._said)
        self._said.clear()
        return self._out.push(self._damaged(said, "out"), now)

    def delivered(self, now: float) -> list[bytes]:
        """What is through by now."""
        return self._out.release(now)

    # --- damage

    def _damaged(self, octets: bytes, way: Way) -> bytes:
        drop = self._faults.active(DropOctets)
        if drop is not None and drop.way in (way, "both"):
            octets = self._worn(octets, drop, way, 0)
        double = self._faults.active(DoubleOctets)
        if double is not None and double.way in (way, "both"):
            octets = self._worn(octets, double, way, 2)
        return octets

    def _worn(self, octets: bytes, fault: DropOctets | DoubleOctets, way: Way, times: int) -> bytes:
        wear = self._wear.setdefault((fault, way), Wear(fault.seed))
        passed = bytearray()
        for octet in octets:
            # A fault with a count may end in the middle.
            hit = self._faults.active(type(fault)) is fault and wear.strikes(fault.every)
            if hit:
                self._faults.strike(type(fault))
            passed += bytes((octet,)) * (times if hit else 1)
        return bytes(passed)
