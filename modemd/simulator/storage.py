"""Message storages: numbered slots with a message in each (27.005 §3.1, `<mem>` and `<index>`)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum


def tpdu_length(pdu: bytes) -> int:
    """Octets of `pdu` without the SMSC's address, as the answers announce it."""
    return max(0, len(pdu) - 1 - pdu[0])


class Status(IntEnum):
    """`<stat>` of a stored message in PDU mode (27.005 §3.1)."""

    RECEIVED_UNREAD = 0
    RECEIVED_READ = 1
    STORED_UNSENT = 2
    STORED_SENT = 3

    @property
    def received(self) -> bool:
        """Whether it came from the network."""
        return self in (Status.RECEIVED_UNREAD, Status.RECEIVED_READ)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMessage:
    """A message in a slot; its PDU is the SMSC's address with its length octet, and the TPDU."""

    status: Status
    pdu: bytes


class Storage:
    """`capacity` slots, numbered from `base`; a new message takes the lowest free one."""

    def __init__(self, *, name: str, capacity: int, base: int) -> None:
        self.name = name
        self.indexes = range(base, base + capacity)
        self._slots: dict[int, StoredMessage] = {}

    @property
    def used(self) -> int:
        """How many slots hold a message."""
        return len(self._slots)

    @property
    def full(self) -> bool:
        """Whether no slot is free."""
        return len(self._slots) == len(self.indexes)

    def messages(self) -> list[tuple[int, StoredMessage]]:
        """What is stored, by index."""
        return sorted(self._slots.items())

    def get(self, index: int) -> StoredMessage | None:
        """What the slot holds."""
        return self._slots.get(index)

    def store(self, message: StoredMessage) -> int | None:
        """Stores `message` and returns its index; None when there is no room."""
        free = next((index for index in self.indexes if index not in self._slots), None)
        if free is not None:
            self._slots[free] = message
        return free

    def mark(self, index: int, status: Status) -> None:
        """Gives the message at `index` another status."""
        self._slots[index] = replace(self._slots[index], status=status)

    def delete(self, index: int) -> None:
        """Frees the slot, which may be free already."""
        self._slots.pop(index, None)


class JoinedStorage(Storage):
    """`MT` (27.005 §3.2.2): the slots of other storages under one numbering; it has none of its own."""

    def __init__(self, *, name: str, parts: tuple[Storage, ...], base: int) -> None:
        super().__init__(name=name, capacity=sum(len(part.indexes) for part in parts), base=base)
        self._places = dict(zip(self.indexes, ((part, index) for part in parts for index in part.indexes), strict=True))
        self._parts = parts

    @property
    def used(self) -> int:
        """How many slots hold a message."""
        return sum(part.used for part in self._parts)

    @property
    def full(self) -> bool:
        """Whether no slot is free."""
        return all(part.full for part in self._parts)

    def messages(self) -> list[tuple[int, StoredMessage]]:
        """What is stored, by index."""
        return [(index, found) for index in self.indexes if (found := self.get(index)) is not None]

    def get(self, index: int) -> StoredMessage | None:
        """What the slot holds."""
        part, place = self._places[index]
        return part.get(place)

    def store(self, message: StoredMessage) -> int | None:
        """Stores `message` and returns its index; None when there is no room."""
        free = next((index for index in self.indexes if self.get(index) is None), None)
        if free is not None:
            part, _ = self._places[free]
            part.store(message)
        return free

    def mark(self, index: int, status: Status) -> None:
        """Gives the message at `index` another status."""
        part, place = self._places[index]
        part.mark(place, status)

    def delete(self, index: int) -> None:
        """Frees the slot, which may be free already."""
        part, place = self._places[index]
        part.delete(place)
