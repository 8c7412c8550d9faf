"""Old and unwanted rows as the store has them: which there are, and their end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from routerd.retention import Aged, Stage
from routerd.store import Store, Value

STALE_MS = 7 * 86_400_000
"""A key that is read again is noted anew after this long, not every time: each is a write."""

_BATCHES: dict[Stage, str] = {
    # ?1 after, ?2 before_at, ?3 most
    Stage.INBOX: "SELECT id, received_at AS at, state <> 'incomplete' AND NOT EXISTS (SELECT 1 FROM question"
    " WHERE question.inbox = inbox.id AND deadline_at IS NOT NULL) AND ?2 IS NOT NULL AS expendable"
    " FROM inbox WHERE id > ?1 ORDER BY id LIMIT ?3",
    Stage.ASK: "SELECT id, created_at AS at, ended_at IS NOT NULL AND ?2 IS NOT NULL AS expendable"
    " FROM ask WHERE id > ?1 ORDER BY id LIMIT ?3",
    Stage.ERRAND: "SELECT id, created_at AS at, coalesce(ended_at < ?2, 0) AS expendable"
    " FROM errand WHERE id > ?1 ORDER BY id LIMIT ?3",
    Stage.OUTBOX: "SELECT id, queued_at AS at, state IN ('sent', 'delivered', 'failed', 'expired', 'cancelled')"
    " AND coalesce(delivered_at, sent_at, queued_at) < ?2 AND NOT EXISTS (SELECT 1 FROM outbox_part"
    " WHERE message = outbox.id AND state IN ('queued', 'in-flight', 'uncertain')) AS expendable"
    " FROM outbox WHERE id > ?1 ORDER BY id LIMIT ?3",
    # Those on messages go with these.
    Stage.REPORT: "SELECT rowid AS id, received_at AS at, part IS NULL AND ?2 IS NOT NULL AS expendable"
    " FROM report WHERE rowid > ?1 ORDER BY rowid LIMIT ?3",
    Stage.HANDLED: "SELECT id, at, ?2 IS NOT NULL AS expendable FROM handled WHERE id > ?1 ORDER BY id LIMIT ?3",
    Stage.SUBMISSION: "SELECT rowid AS id, at, ?2 IS NOT NULL AND NOT EXISTS (SELECT 1 FROM outbox"
    " WHERE outbox.key = submission.key) AS expendable FROM submission WHERE rowid > ?1 ORDER BY rowid LIMIT ?3",
}


def batch(store: Store, stage: Stage, *, after: int, before_at: int, most: int) -> list[Aged]:
    """The next rows of that table, oldest first."""
    return [
        Aged(row["id"], row["at"], bool(row["expendable"]))
        for row in store.rows(_BATCHES[stage], (after, before_at, most))
    ]


def erase_inbox(store: Store, message: int, at: int) -> list[str]:
    """Removes a received message; the keys of its parts stay. The ids of its questions."""
    questions = [row["id"] for row in store.rows("SELECT id FROM question WHERE inbox = ?", (message,))]
    _keep_keys(store, "SELECT key FROM part WHERE inbox = ?", (message,), at)
    store.execute("DELETE FROM part WHERE inbox = ?", (message,))
    store.execute("DELETE FROM inbox WHERE id = ?", (message,))
    return questions


def erase_outbox(store: Store, message: int, at: int) -> None:
    """Removes an outgoing message; the keys of the reports on it stay."""
    of_message = "part IN (SELECT id FROM outbox_part WHERE message = ?)"
    _keep_keys(store, f"SELECT key FROM report WHERE {of_message}", (message,), at)
    store.execute(f"DELETE FROM report WHERE {of_message}", (message,))
    store.execute("DELETE FROM outbox WHERE id = ?", (message,))


def erase_asks(store: Store, asks: Sequence[int]) -> None:
    """Removes asks, with their questions and answers; the messages that carried these go for themselves."""
    for ask in asks:
        store.execute("DELETE FROM ask WHERE id = ?", (ask,))


def erase_reports(store: Store, rows: Sequence[int], at: int) -> None:
    """Removes reports that belong to no message; their keys stay."""
    for row in rows:
        _keep_keys(store, "SELECT key FROM report WHERE rowid = ?", (row,), at)
        store.execute("DELETE FROM report WHERE rowid = ?", (row,))


def asks_of(store: Store, numbers: Sequence[str], most: int) -> list[int]:
    """Ended asks whose questions were meant for these numbers."""
    sql = f"SELECT id FROM ask WHERE ended_at IS NOT NULL AND number IN ({_places(numbers)}) ORDER BY id LIMIT ?"
    return [row["id"] for row in store.rows(sql, (*numbers, most))]


def reports_on(store: Store, numbers: Sequence[str], most: int) -> list[int]:
    """Reports on these numbers that belong to no message."""
    sql = f"SELECT rowid AS id FROM report WHERE part IS NULL AND recipient IN ({_places(numbers)}) LIMIT ?"
    return [row["id"] for row in store.rows(sql, (*numbers, most))]


def forget_keys(store: Store, stage: Stage, rows: Sequence[int]) -> None:
    """Removes keys for good."""
    for row in rows:
        store.execute(f"DELETE FROM {stage.value} WHERE rowid = ?", (row,))


def read_again(store: Store, key: str, at: int) -> None:
    """Notes that what the key stands for is still on a SIM: it must be kept for longer."""
    if store.row("SELECT 1 FROM handled WHERE key = ? AND at < ?", (key, at - STALE_MS)) is not None:
        store.execute("DELETE FROM handled WHERE key = ?", (key,))  # its id moves to the end, in the order of time
        store.insert("handled", key=key, at=at)


def exists(store: Store, box: Literal["inbox", "outbox"], message: int) -> bool:
    """Whether there is such a message."""
    return store.row(f"SELECT 1 FROM {box} WHERE id = ?", (message,)) is not None


def received_from(store: Store, numbers: Sequence[str], most: int) -> list[int]:
    """The oldest messages from these numbers."""
    sql = f"SELECT id FROM inbox WHERE sender IN ({_places(numbers)}) ORDER BY id LIMIT ?"
    return [row["id"] for row in store.rows(sql, (*numbers, most))]


def sent_to(store: Store, numbers: Sequence[str], most: int) -> list[int]:
    """The oldest messages to these numbers of which nothing is at a modem."""
    sql = f"SELECT id FROM outbox WHERE recipient IN ({_places(numbers)}) AND NOT {_FLYING} ORDER BY id LIMIT ?"
    return [row["id"] for row in store.rows(sql, (*numbers, most))]


def flying_to(store: Store, numbers: Sequence[str]) -> int:
    """How many messages to these numbers are at a modem."""
    sql = f"SELECT count(*) AS count FROM outbox WHERE recipient IN ({_places(numbers)}) AND {_FLYING}"
    row = store.row(sql, numbers)
    return int(row["count"]) if row else 0


_FLYING = "EXISTS (SELECT 1 FROM outbox_part WHERE message = outbox.id AND state = 'in-flight')"


def _keep_keys(store: Store, keys: str, parameters: Sequence[Value], at: int) -> None:
    # A key may be there already: a store that was restored from a copy reads the same part once more.
    store.execute(
        f"INSERT INTO handled (key, at) SELECT key, {int(at)} FROM ({keys}) WHERE true ON CONFLICT DO NOTHING",
        parameters,
    )


def _places(numbers: Sequence[str]) -> str:
    return ", ".join("?" * len(numbers))
