"""Events as the store keeps them."""

from __future__ import annotations

import json
from typing import Any

from routerd.store import Row, Store
from smsbus.requests import Event


def add(store: Store, topic: str, at: int, data: dict[str, Any]) -> Event:
    """Appends an event; it has the next sequence number."""
    seq = store.insert("event", topic=topic, at=at, data=json.dumps(data, ensure_ascii=False))
    return Event(seq=seq, topic=topic, at=at, data=data)


def last(store: Store) -> int:
    """The newest sequence number ever given, 0 when none was."""
    row = store.row("SELECT seq FROM sqlite_sequence WHERE name = 'event'")
    return int(row["seq"]) if row else 0


def since(store: Store, seq: int, limit: int) -> list[Event]:
    """Events after `seq`, oldest first."""
    return [_event(row) for row in store.rows("SELECT * FROM event WHERE seq > ? ORDER BY seq LIMIT ?", (seq, limit))]


def oldest(store: Store) -> int | None:
    """The oldest sequence number kept."""
    row = store.row("SELECT min(seq) AS seq FROM event")
    return None if row is None or row["seq"] is None else int(row["seq"])


def purge(store: Store, *, before_at: int, keep: int) -> None:
    """Forgets events older than `before_at`, and all but the newest `keep`."""
    if store.row("SELECT 1 FROM event WHERE at < ? OR seq <= ? LIMIT 1", (before_at, last(store) - keep)):
        store.execute("DELETE FROM event WHERE at < ? OR seq <= ?", (before_at, last(store) - keep))


def _event(row: Row) -> Event:
    return Event(seq=row["seq"], topic=row["topic"], at=row["at"], data=json.loads(row["data"]))
