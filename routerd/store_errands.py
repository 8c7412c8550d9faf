"""Errands as the store keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from routerd.store import Row, Store, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A row of `errand`; its columns are explained in schema_6.sql."""

    id: int
    sender: str
    modem: str
    contact: str | None
    equipment: str | None
    number: int
    what: str
    note: str
    state: str
    due_at: int
    relative: int
    every_s: int | None
    expires_at: int | None
    created_at: int
    ended_at: int | None
    reason: str | None


def add(store: Store, **columns: Value) -> int:
    """Adds one that waits; its id."""
    return store.insert("errand", state="waiting", **columns)


def change(store: Store, errand: int, **columns: Value) -> None:
    """Sets columns."""
    store.update("errand", errand, **columns)


def rename_equipment(store: Store, equipment: str, *, to: str) -> None:
    """The equipment has another name now: its contacts' open errands stay theirs."""
    store.execute("UPDATE errand SET equipment = ? WHERE equipment = ? AND ended_at IS NULL", (to, equipment))


def rename_contact(store: Store, equipment: str, contact: str, *, to: str) -> None:
    """The contact has another name now: its open errands stay its own."""
    store.execute(
        "UPDATE errand SET contact = ? WHERE equipment = ? AND contact = ? AND ended_at IS NULL",
        (to, equipment, contact),
    )


def errand(store: Store, errand_id: int) -> Errand | None:
    """The errand of that id."""
    row = store.row("SELECT * FROM errand WHERE id = ?", (errand_id,))
    return None if row is None else _errand(row)


def open_of(store: Store, senders: Sequence[str]) -> list[Errand]:
    """The open ones of these numbers, the next first."""
    sql = (
        f"SELECT * FROM errand INDEXED BY errand_number WHERE sender IN ({_places(senders)}) AND ended_at IS NULL"
        " ORDER BY due_at, id"
    )
    return _errands(store.rows(sql, senders))


def all_open(store: Store) -> list[Errand]:
    """The open ones of everybody, the next first."""
    return _errands(
        store.rows("SELECT * FROM errand INDEXED BY errand_number WHERE ended_at IS NULL ORDER BY due_at, id")
    )


def open_count(store: Store) -> int:
    """How many are open."""
    row = store.row("SELECT count(*) AS count FROM errand INDEXED BY errand_number WHERE ended_at IS NULL")
    return int(row["count"]) if row else 0


def due(store: Store, moment: int) -> list[Errand]:
    """Those whose turn has come by then and whose sender has no open question, the oldest first."""
    return _errands(
        store.rows(
            "SELECT * FROM errand INDEXED BY errand_due WHERE state = 'waiting' AND due_at <= ? AND NOT EXISTS"
            " (SELECT 1 FROM question INDEXED BY question_sender WHERE deadline_at IS NOT NULL"
            " AND question.sender = errand.sender) ORDER BY due_at, id",
            (moment,),
        )
    )


def next_due(store: Store, after: int, patience: int) -> int | None:
    """When the next one's turn comes, or the patience with one whose turn has come is over."""
    row = store.row(
        "SELECT min(at) AS at FROM (SELECT min(due_at) AS at FROM errand WHERE state = 'waiting' AND due_at > ?"
        " UNION ALL SELECT min(due_at) + ? FROM errand WHERE state = 'waiting' AND due_at > ?)",
        (after, patience, after - patience),
    )
    return None if row is None else row["at"]


def of_senders(store: Store, senders: Sequence[str], *, after: int, limit: int) -> list[Errand]:
    """Those of these numbers behind an id, whatever their state, the oldest first."""
    sql = f"SELECT * FROM errand WHERE sender IN ({_places(senders)}) AND id > ? ORDER BY id LIMIT ?"
    return _errands(store.rows(sql, (*senders, after, limit)))


def erase(store: Store, errand: int) -> None:
    """Removes it with its questions."""
    store.execute("DELETE FROM errand WHERE id = ?", (errand,))


def _places(listed: Sequence[object]) -> str:
    return ", ".join("?" * len(listed))


def _errand(row: Row) -> Errand:
    return Errand(**dict(row))


def _errands(rows: list[Row]) -> list[Errand]:
    return [_errand(row) for row in rows]
