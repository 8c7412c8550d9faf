"""What interactd remembers of senders, as the store keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from routerd.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """A row of `conversation`; its columns are explained in schema_6.sql. `id` rises in the order of their coming."""

    id: int
    sender: str
    memory: str
    at: int


def memory(store: Store, sender: str) -> str:
    """What is remembered of the number; empty: nothing."""
    row = store.row("SELECT memory FROM conversation WHERE sender = ?", (sender,))
    return "" if row is None else str(row["memory"])


def put(store: Store, sender: str, text: str, at: int) -> None:
    """Replaces what is remembered of the number; an empty text removes it."""
    if not text:
        forget(store, [sender])
        return
    store.execute(
        "INSERT INTO conversation (sender, memory, at) VALUES (?, ?, ?)"
        " ON CONFLICT (sender) DO UPDATE SET memory = excluded.memory, at = excluded.at",
        (sender, text, at),
    )


def touch(store: Store, sender: str, at: int) -> None:
    """The sender asked something."""
    store.execute("UPDATE conversation SET at = ? WHERE sender = ?", (at, sender))


def forget(store: Store, senders: Sequence[str]) -> None:
    """Removes what is remembered of these numbers."""
    if of_senders(store, senders, after=0, limit=1):
        store.execute(f"DELETE FROM conversation WHERE sender IN ({_places(senders)})", senders)


def forget_before(store: Store, at: int) -> None:
    """Removes what nobody came back to since then."""
    if store.row("SELECT 1 FROM conversation WHERE at < ? LIMIT 1", (at,)) is not None:
        store.execute("DELETE FROM conversation WHERE at < ?", (at,))


def of_senders(store: Store, senders: Sequence[str], *, after: int, limit: int) -> list[Memory]:
    """What is remembered of these numbers, behind an id."""
    sql = (
        f"SELECT rowid AS id, sender, memory, at FROM conversation WHERE sender IN ({_places(senders)})"
        " AND rowid > ? ORDER BY rowid LIMIT ?"
    )
    return [Memory(**dict(row)) for row in store.rows(sql, (*senders, after, limit))]


def replan(store: Store, shift: int, now: int) -> None:
    """Moves with the clock when they last asked something, never ahead of now."""
    if store.row("SELECT 1 FROM conversation WHERE at <> min(at + ?, ?) LIMIT 1", (shift, now)) is not None:
        store.execute("UPDATE conversation SET at = min(at + ?, ?)", (shift, now))


def _places(listed: Sequence[object]) -> str:
    return ", ".join("?" * len(listed))
