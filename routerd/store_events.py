"""Events as the store keeps them."""

from __future__ import annotations

import itertools
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


MOST_PURGED = 1000
"""In one turn: nobody shall wait for it."""


def purge(store: Store, *, before_at: int, keep: int) -> int:
    """Forgets the oldest events, those before `before_at` and those before the newest `keep`; how many.

    At most `MOST_PURGED`. Only ever from the front, whatever the clock said: what is kept has no holes, so that
    `oldest` tells what is lost.
    """
    newest = last(store) - keep
    rows = store.rows("SELECT seq, at FROM event ORDER BY seq LIMIT ?", (MOST_PURGED,))
    purged = list(itertools.takewhile(lambda row: row["at"] < before_at or row["seq"] <= newest, rows))
    if purged:
        store.execute("DELETE FROM event WHERE seq <= ?", (purged[-1]["seq"],))
    return len(purged)


def _event(row: Row) -> Event:
    return Event(seq=row["seq"], topic=row["topic"], at=row["at"], data=json.loads(row["data"]))
