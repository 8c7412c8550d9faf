"""Asks as the store keeps them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

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


def open_of(store: Store, contacts: Iterable[int]) -> list[Ask]:
    """The open asks of any of these contacts, oldest first."""
    listed = sorted(contacts)
    places = ", ".join("?" * len(listed))
    return _asks(
        store.rows(f"SELECT * FROM ask WHERE ended_at IS NULL AND contact IN ({places}) ORDER BY id", tuple(listed))
    )


def any_open(store: Store) -> bool:
    """Whether any ask is open."""
    return store.row("SELECT 1 FROM ask WHERE ended_at IS NULL LIMIT 1") is not None


def orphans(store: Store) -> list[Ask]:
    """Open asks whose contact is gone."""
    return _asks(store.rows("SELECT * FROM ask WHERE ended_at IS NULL AND contact IS NULL ORDER BY id"))


def with_message_in(store: Store, state: str, message_states: Iterable[str]) -> list[Ask]:
    """Open asks in `state` whose question's message is in one of these states."""
    listed = tuple(message_states)
    places = ", ".join("?" * len(listed))
    return _asks(
        store.rows(
            # In this order: without statistics SQLite may walk all sent messages instead, after every input.
            "SELECT ask.* FROM ask INDEXED BY ask_open CROSS JOIN outbox AS message ON message.id = ask.message"
            f" WHERE ask.ended_at IS NULL AND ask.state = ? AND message.state IN ({places}) ORDER BY ask.id",
            (state, *listed),
        )
    )


def without_message(store: Store) -> list[Ask]:
    """Those being asked whose message somebody purged."""
    return _asks(
        store.rows(
            "SELECT * FROM ask WHERE ended_at IS NULL AND state = 'asking' AND message IS NULL ORDER BY id",
        )
    )


def waiting(store: Store, at: int) -> list[Ask]:
    """Those that may be asked now, as far as the clock is concerned; oldest first."""
    return _asks(
        store.rows("SELECT * FROM ask WHERE ended_at IS NULL AND state = 'waiting' AND due_at <= ? ORDER BY id", (at,))
    )


def overdue(store: Store, at: int) -> list[Ask]:
    """Open ones whose deadline has passed."""
    return _asks(store.rows("SELECT * FROM ask WHERE ended_at IS NULL AND deadline_at <= ? ORDER BY id", (at,)))


def last_answered_at(store: Store, contacts: Iterable[int], after: int) -> int | None:
    """When one of these contacts last answered an ask, if that was after then."""
    listed = sorted(contacts)
    places = ", ".join("?" * len(listed))
    row = store.row(
        f"SELECT max(ended_at) AS at FROM ask WHERE contact IN ({places}) AND ended_at > ? AND state = 'answered'",
        (*listed, after),
    )
    return None if row is None else row["at"]


def next_due(store: Store, after: int) -> int | None:
    """When the next deadline passes, or the next pause is over."""
    row = store.row(
        "SELECT min(at) AS at FROM ("
        "SELECT min(deadline_at) AS at FROM ask WHERE ended_at IS NULL AND deadline_at > ?"
        " UNION ALL SELECT min(due_at) FROM ask WHERE ended_at IS NULL AND due_at > ?)",
        (after, after),
    )
    return None if row is None else row["at"]


def replan(store: Store, shift: int, *, now: int, pause: int) -> None:
    """Moves all waiting times by `shift`, none beyond its own limit."""
    if any_open(store):
        store.execute(
            "UPDATE ask SET deadline_at = min(deadline_at + ?, ? + timeout_s * 1000), due_at = min(due_at + ?, ? + ?)"
            " WHERE ended_at IS NULL",
            (shift, now, shift, now, pause),
        )


def _first(row: Row | None) -> Ask | None:
    return None if row is None else _ask(row)


def _ask(row: Row) -> Ask:
    return Ask(**dict(row))


def _asks(rows: list[Row]) -> list[Ask]:
    return [_ask(row) for row in rows]
