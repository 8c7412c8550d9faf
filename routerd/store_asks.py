"""Asks as the store keeps them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from routerd.store import Row, Store, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A row of `ask`; its columns are explained in schema_3.sql. `allowed` are the answers as a list."""

    id: int
    key: str | None
    digest: str
    contact: int | None
    contact_name: str
    equipment_name: str
    number: str
    text: str
    answers: str
    timeout_s: int
    priority: int
    modem: str | None
    state: str
    reason: str | None
    message: int | None
    reply: int | None
    answer: str | None
    choice: int | None
    hinted: int
    created_at: int
    due_at: int | None
    asked_at: int | None
    deadline_at: int | None
    ended_at: int | None

    @property
    def allowed(self) -> tuple[str, ...]:
        """The allowed answers; none: any."""
        return tuple(json.loads(self.answers))


# Without statistics SQLite takes another index, or the outbox first, and walks all that were ever there: every turn.
_FROM_OPEN: Final = "FROM ask INDEXED BY ask_open WHERE ended_at IS NULL"


def add(store: Store, allowed: Iterable[str], **columns: Value) -> int:
    """Adds a waiting ask; its id."""
    answers = json.dumps(list(allowed), ensure_ascii=False)
    return store.insert("ask", state="waiting", answers=answers, **columns)


def change(store: Store, ask: int, **columns: Value) -> None:
    """Sets columns."""
    store.update("ask", ask, **columns)


def ask(store: Store, ask_id: int) -> Ask | None:
    """The ask of that id."""
    return _first(store.row("SELECT * FROM ask WHERE id = ?", (ask_id,)))


def of_key(store: Store, key: str) -> Ask | None:
    """The ask that was made under an idempotency key."""
    return _first(store.row("SELECT * FROM ask WHERE key = ?", (key,)))


def of_message(store: Store, message: int) -> Ask | None:
    """The ask whose question that outgoing message is."""
    return _first(store.row("SELECT * FROM ask WHERE message = ?", (message,)))


def asks(store: Store, *, state: str | None, limit: int) -> list[Ask]:
    """Asks, newest first."""
    if state is None:
        return _asks(store.rows("SELECT * FROM ask ORDER BY id DESC LIMIT ?", (limit,)))
    return _asks(store.rows("SELECT * FROM ask WHERE state = ? ORDER BY id DESC LIMIT ?", (state, limit)))


def any_open(store: Store) -> bool:
    """Whether any ask is open."""
    return store.row(f"SELECT 1 {_FROM_OPEN} LIMIT 1") is not None


def open_count(store: Store) -> int:
    """How many asks are open."""
    row = store.row(f"SELECT count(*) AS count {_FROM_OPEN}")
    return int(row["count"]) if row else 0


def open_of(store: Store, contacts: Iterable[int]) -> list[Ask]:
    """The open asks of any of these contacts, oldest first."""
    listed = sorted(contacts)
    return _open(store, f"contact IN ({_places(listed)})", listed)


def orphans(store: Store) -> list[Ask]:
    """Open asks whose contact is gone."""
    return _open(store, "contact IS NULL")


def without_message(store: Store) -> list[Ask]:
    """Those being asked whose message somebody purged."""
    return _open(store, "state = 'asking' AND message IS NULL")


def waiting(store: Store, at: int) -> list[Ask]:
    """The oldest open ask of each contact that waits and may be asked now, as far as the clock is concerned."""
    older = (
        "SELECT 1 FROM ask AS older WHERE older.contact = ask.contact AND older.ended_at IS NULL AND older.id < ask.id"
    )
    return _open(store, f"state = 'waiting' AND due_at <= ? AND NOT EXISTS ({older})", [at])


def overdue(store: Store, at: int) -> list[Ask]:
    """Open ones whose deadline has passed."""
    return _open(store, "deadline_at <= ?", [at])


def with_message_in(store: Store, state: str, message_states: Iterable[str]) -> list[Ask]:
    """Open asks in `state` whose question's message is in one of these states."""
    listed = sorted(message_states)
    return _asks(
        store.rows(
            "SELECT ask.* FROM ask INDEXED BY ask_open CROSS JOIN outbox AS message ON message.id = ask.message"
            f" WHERE ask.ended_at IS NULL AND ask.state = ? AND message.state IN ({_places(listed)}) ORDER BY ask.id",
            (state, *listed),
        )
    )


def last_answered_at(store: Store, contacts: Iterable[int], after: int) -> int | None:
    """When one of these contacts last answered an ask, if that was after then."""
    listed = sorted(contacts)
    row = store.row(
        f"SELECT max(ended_at) AS at FROM ask WHERE contact IN ({_places(listed)}) AND ended_at > ?"
        " AND state = 'answered'",
        (*listed, after),
    )
    return None if row is None else row["at"]


def next_due(store: Store, after: int) -> int | None:
    """When the next deadline passes, or the next pause is over."""
    row = store.row(
        f"SELECT min(at) AS at FROM (SELECT min(deadline_at) AS at {_FROM_OPEN} AND deadline_at > ?"
        f" UNION ALL SELECT min(due_at) {_FROM_OPEN} AND due_at > ?)",
        (after, after),
    )
    return None if row is None else row["at"]


def replan(store: Store, shift: int, *, now: int, pause: int) -> None:
    """Moves all waiting times by `shift`, none beyond its own limit."""
    if any_open(store):
        store.execute(
            "UPDATE ask INDEXED BY ask_open SET deadline_at = min(deadline_at + ?, ? + timeout_s * 1000),"
            " due_at = min(due_at + ?, ? + ?) WHERE ended_at IS NULL",
            (shift, now, shift, now, pause),
        )


def _open(store: Store, condition: str, parameters: Sequence[Value] = ()) -> list[Ask]:
    return _asks(store.rows(f"SELECT * {_FROM_OPEN} AND {condition} ORDER BY id", parameters))


def _places(listed: Sequence[object]) -> str:
    return ", ".join("?" * len(listed))


def _first(row: Row | None) -> Ask | None:
    return None if row is None else _ask(row)


def _ask(row: Row) -> Ask:
    return Ask(**dict(row))


def _asks(rows: list[Row]) -> list[Ask]:
    return [_ask(row) for row in rows]
