"""How much of a list fits one reply."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import msgspec

from smsbus.codec import MAX_OCTETS

ROOM_OCTETS = MAX_OCTETS - 2048  # of a reply, for everything but the listed documents

DocumentT = TypeVar("DocumentT", bound=msgspec.Struct)


def fitting(listed: Sequence[DocumentT], room: int = ROOM_OCTETS) -> list[DocumentT]:
    """As many from the front as fit one reply, or `room` octets of it."""
    found: list[DocumentT] = []
    for document in listed:
        room -= len(msgspec.msgpack.encode(document)) + 8
        if room < 0:
            break
        found.append(document)
    return found
