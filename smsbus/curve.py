"""What both ends of a tcp connection bring along for CURVE (RFC 26). Keys are in Z85 (RFC 32), 40 characters.

Apart from `smsbus.sockets`, which asks for them only over tcp: over ipc every millisecond of a start counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """An address for other hosts, the secret key of this one, and what the gate is told: the endpoint's name."""

    endpoint: str
    domain: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a program on another host shows: its key pair, and the public key of the router it means to reach."""

    name: str
    public: str
    secret: str = field(repr=False)
    server: str
