"""Received messages and their parts as the store keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from routerd.store import Row, Store, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A row of `inbox`; its columns are explained in schema.sql."""

    id: int
    modem: str
    sim: str
    sender: str
    sender_kind: str
    content: str
    text: str | None
    state: str
    reason: str
    contact: str | None
    user: str | None
    equipment: str | None
    reference: int | None
    wide: int
    parts: int
    missing: int
    scts: int | None
    received_at: int
    deliver_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A part of a message: its text, None where it is no text, and its PDU as it came."""

    sequence: int
    text: str | None
    scts: int | None
    pdu: bytes = b""


def knows(store: Store, key: str) -> bool:
    """Whether the part was handled before, even if its message was purged since."""
    row = store.row("SELECT 1 FROM part WHERE key = ? UNION ALL SELECT 1 FROM handled WHERE key = ?", (key, key))
    return row is not None


def add(store: Store, **columns: Value) -> int:
    """Adds a message; its id."""
    return store.insert("inbox", **columns)


def add_part(store: Store, **columns: Value) -> None:
    """Adds a part."""
    store.insert("part", **columns)


def change(store: Store, message: int, **columns: Value) -> None:
    """Sets columns of a message."""
    store.update("inbox", message, **columns)


def message(store: Store, message_id: int) -> Message | None:
    """The message of that id."""
    row = store.row("SELECT * FROM inbox WHERE id = ?", (message_id,))
    return None if row is None else _message(row)


def messages(store: Store, *, state: str | None, limit: int) -> list[Message]:
    """Messages, newest first."""
    if state is None:
        rows = store.rows("SELECT * FROM inbox ORDER BY id DESC LIMIT ?", (limit,))
    else:
        rows = store.rows("SELECT * FROM inbox WHERE state = ? ORDER BY id DESC LIMIT ?", (state, limit))
    return [_message(row) for row in rows]


def of_senders(store: Store, numbers: Sequence[str], *, after: int, limit: int) -> list[Message]:
    """Messages from these numbers behind the id `after`, oldest first."""
    places = ", ".join("?" * len(numbers))
    rows = store.rows(
        f"SELECT * FROM inbox WHERE sender IN ({places}) AND id > ? ORDER BY id LIMIT ?", (*numbers, after, limit)
    )
    return [_message(row) for row in rows]


def concatenated(store: Store, *, sender: str, reference: int, wide: bool, parts: int) -> list[Message]:
    """The newest messages with that sender, reference and number of parts: a sender uses references again."""
    rows = store.rows(
        "SELECT * FROM inbox WHERE sender = ? AND reference = ? AND wide = ? AND parts = ? ORDER BY id DESC LIMIT 5",
        (sender, reference, int(wide), parts),
    )
    return [_message(row) for row in rows]


def places(store: Store, message_id: int) -> list[Place]:
    """The parts of a message that have come, in order."""
    rows = store.rows(
        "SELECT sequence, text, scts, pdu FROM part WHERE inbox = ? AND NOT repeats ORDER BY sequence", (message_id,)
    )
    return [Place(sequence=row["sequence"], text=row["text"], scts=row["scts"], pdu=bytes(row["pdu"])) for row in rows]


def overdue(store: Store, at: int) -> list[Message]:
    """Incomplete messages whose waiting time is over."""
    rows = store.rows("SELECT * FROM inbox WHERE state = 'incomplete' AND deliver_at <= ? ORDER BY id", (at,))
    return [_message(row) for row in rows]


def next_due(store: Store, after: int) -> int | None:
    """When the next incomplete message is delivered as it is."""
    row = store.row("SELECT min(deliver_at) AS at FROM inbox WHERE state = 'incomplete' AND deliver_at > ?", (after,))
    return None if row is None else row["at"]


def replan(store: Store, shift: int, latest: int) -> None:
    """Moves all waiting times by `shift`, none beyond `latest`."""
    if store.row("SELECT 1 FROM inbox WHERE state = 'incomplete' LIMIT 1"):
        store.execute(
            "UPDATE inbox SET deliver_at = min(deliver_at + ?, ?) WHERE state = 'incomplete'", (shift, latest)
        )


def incomplete(store: Store) -> int:
    """How many messages wait for parts."""
    row = store.row("SELECT count(*) AS count FROM inbox WHERE state = 'incomplete'")
    return int(row["count"]) if row else 0


def _message(row: Row) -> Message:
    return Message(**dict(row))
