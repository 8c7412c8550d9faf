"""Inputs and outputs of the simulated modem."""

from __future__ import annotations

from dataclasses import dataclass

from .faults import Fault
from .network import Submission
from .settings import Conditions


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """Octets from the program that uses the modem, which has set the port to `speed`, where that is known."""

    octets: bytes
    speed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimePassed:
    """The deadline has come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliver:
    """Somebody sent this modem a message: an SMS-DELIVER or SMS-STATUS-REPORT, the SMSC's address in front."""

    pdu: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Somebody calls: `rings` times RING, unless the program hangs up first."""

    number: str
    rings: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The operator turned some conditions."""

    conditions: Conditions


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFault:
    """From now on the modem misbehaves in this way."""

    fault: Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class EndFault:
    """Ends the faults of this name; None: all of them."""

    name: str | None = None


Input = Received | TimePassed | Deliver | Call | Turn | OrderFault | EndFault


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """Octets for the program that uses the modem."""

    octets: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The network took a message."""

    submission: Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplugged:
    """The device is gone: its port disappears."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugged:
    """The device is back, freshly started, on a new port; `elsewhere`: under its other name."""

    elsewhere: bool = False


Output = Write | Accepted | Unplugged | Plugged
