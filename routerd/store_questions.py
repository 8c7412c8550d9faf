"""Questions as the store keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from routerd.store import Row, Store, Value
from smsbus.questions import ErrandTurn

_FROM_OPEN = "FROM question INDEXED BY question_open"
"""Not by rowid, in whose order they are wanted: there may be a million that are closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A row of `question`; its columns are explained in schema_6.sql."""

    id: str
    inbox: int | None
    errand: int | None
    turn: ErrandTurn | None
    sender: str
    modem: str
    state: str
    interactd: str | None
    boot: str | None
    acts: int
    created_at: int
    asked_at: int | None
    deadline_at: int | None
    outcome: str | None


def add(store: Store, **columns: Value) -> None:
    """Adds a waiting question."""
    store.insert("question", state="waiting", **columns)


def change(store: Store, question: str, **columns: Value) -> None:
    """Sets columns."""
    store.update("question", question, **columns)


def remove(store: Store, question: str) -> None:
    """Removes it for good, as if it had never been asked."""
    store.execute("DELETE FROM question WHERE id = ?", (question,))


def question(store: Store, question_id: str) -> Question | None:
    """The question of that id."""
    row = store.row("SELECT * FROM question WHERE id = ?", (question_id,))
    return None if row is None else _question(row)


def exchanges(store: Store, number: str, after: int, limit: int) -> list[dict[str, Any]]:
    """Texts of that number and their answers, since then, the newest first; times in seconds."""
    rows = store.rows(
        "SELECT inbox.text AS asked, inbox.received_at, outbox.text AS answered, outbox.sent_at"
        " FROM outbox INDEXED BY outbox_recipient"
        # The key of an answer is `answer:` and the question.
        " JOIN question ON question.id = substr(outbox.key, 8) JOIN inbox ON inbox.id = question.inbox"
        " WHERE outbox.recipient = ? AND outbox.priority = 1 AND outbox.queued_at > ?"
        " ORDER BY outbox.queued_at DESC, outbox.id DESC LIMIT ?",
        (number, after, limit),
    )
    return [
        {
            "asked": row["asked"] or "",
            "asked_at": row["received_at"] / 1000,
            "answered": row["answered"],
            "answered_at": None if row["sent_at"] is None else row["sent_at"] / 1000,
        }
        for row in rows
    ]


def next_waiting(store: Store) -> list[Question]:
    """Of each sender the oldest open one, if nobody was asked it yet; oldest first."""
    # The rowid rises as questions come, whatever becomes of the clock.
    return _questions(
        store.rows(
            f"SELECT * {_FROM_OPEN} WHERE deadline_at IS NOT NULL AND state = 'waiting' AND NOT EXISTS"
            " (SELECT 1 FROM question AS other INDEXED BY question_sender WHERE other.deadline_at IS NOT NULL"
            " AND other.sender = question.sender AND (other.state <> 'waiting' OR other.rowid < question.rowid))"
            " ORDER BY rowid"
        )
    )


def at(store: Store, interactd: str) -> list[Question]:
    """Those this interactd was asked and has not answered."""
    return _questions(
        store.rows(
            f"SELECT * {_FROM_OPEN} WHERE deadline_at IS NOT NULL AND state IN ('asked', 'taken') AND interactd = ?"
            " ORDER BY rowid",
            (interactd,),
        )
    )


def overdue(store: Store, moment: int) -> list[Question]:
    """Open ones whose deadline has passed."""
    return _questions(store.rows(f"SELECT * {_FROM_OPEN} WHERE deadline_at <= ? ORDER BY rowid", (moment,)))


def open_of_errand(store: Store, errand: int) -> Question | None:
    """The open one of this errand."""
    row = store.row("SELECT * FROM question WHERE errand = ? AND deadline_at IS NOT NULL", (errand,))
    return None if row is None else _question(row)


def open_of(store: Store, sender: str) -> int:
    """How many texts of this number are open questions."""
    row = store.row(
        "SELECT count(*) AS count FROM question WHERE deadline_at IS NOT NULL AND sender = ? AND inbox IS NOT NULL",
        (sender,),
    )
    return int(row["count"]) if row else 0


def open_count(store: Store) -> int:
    """How many questions are open."""
    row = store.row("SELECT count(*) AS count FROM question WHERE deadline_at IS NOT NULL")
    return int(row["count"]) if row else 0


def next_due(store: Store, after: int) -> int | None:
    """When the next deadline passes."""
    row = store.row("SELECT min(deadline_at) AS at FROM question WHERE deadline_at > ?", (after,))
    return None if row is None else row["at"]


def replan(store: Store, shift: int, *, latest_waiting: int, latest_asked: int) -> None:
    """Moves all deadlines by `shift`, none beyond its own limit."""
    if open_count(store):
        store.execute(
            "UPDATE question SET deadline_at = min(deadline_at + ?, CASE state WHEN 'waiting' THEN ? ELSE ? END)"
            " WHERE deadline_at IS NOT NULL",
            (shift, latest_waiting, latest_asked),
        )


def _question(row: Row) -> Question:
    return Question(**dict(row))


def _questions(rows: list[Row]) -> list[Question]:
    return [_question(row) for row in rows]
