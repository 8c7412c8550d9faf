"""Outgoing messages and their parts, as the store keeps them; the reports on them are in `store_reports`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from routerd.store import Row, Store, Value


class Message(msgspec.Struct, frozen=True):
    """A row of `outbox`; its columns are explained in schema.sql."""

    id: int
    recipient: str
    contact: str | None
    text: str
    alphabet: str
    state: str
    reason: str | None
    priority: int
    modem: str | None
    via: str | None
    key: str | None
    reference: int | None
    delivery_report: int
    flash: int
    cancelled: int
    validity_s: int | None
    not_before_at: int | None
    expires_at: int | None
    queued_at: int
    sent_at: int | None
    delivered_at: int | None
    bound: int


class Part(msgspec.Struct, frozen=True):
    """A row of `outbox_part`."""

    id: int
    message: int
    sequence: int
    text: str
    state: str
    attempts: int
    resent: int
    due_at: int | None
    job: str | None
    modem: str | None
    boot: str | None
    handed_at: int | None
    tp_mr: int | None
    sent_at: int | None
    delivered_at: int | None
    reason: str | None


class Head(msgspec.Struct, frozen=True):
    """A message whose next part may be handed over, and since when."""

    id: int
    priority: int
    next_at: int


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How many messages are in which state."""

    queued: int
    in_flight: int
    uncertain: int
    failed_since: int


_MESSAGE: Final = ", ".join(Message.__struct_fields__)
_PART: Final = ", ".join(Part.__struct_fields__)
PART_OF: Final = ", ".join(f"part.{name}" for name in Part.__struct_fields__)
"""The columns in the order of the fields, so that a row is a record without looking at names."""


# --- messages ----------------------------------------------------------------------------------------------------


def add(store: Store, texts: tuple[str, ...], due_at: int, **columns: Value) -> int:
    """Adds a queued message of these parts; its id."""
    message = store.insert("outbox", state="queued", next_at=due_at, **columns)
    for sequence, text in enumerate(texts, start=1):
        store.insert("outbox_part", message=message, sequence=sequence, text=text, state="queued", due_at=due_at)
    return message


def cut_again(store: Store, message: int, texts: tuple[str, ...], **columns: Value) -> None:
    """Replaces the parts of a queued message; `columns` are those of each new part."""
    store.execute("DELETE FROM outbox_part WHERE message = ?", (message,))
    for sequence, text in enumerate(texts, start=1):
        store.insert("outbox_part", message=message, sequence=sequence, text=text, state="queued", **columns)


def change(store: Store, message: int, **columns: Value) -> None:
    """Sets columns of a message."""
    store.update("outbox", message, **columns)


def message(store: Store, message_id: int) -> Message | None:
    """The message of that id."""
    row = store.row(f"SELECT {_MESSAGE} FROM outbox WHERE id = ?", (message_id,))
    return None if row is None else _message(row)


def messages(store: Store, *, state: str | None, limit: int) -> list[Message]:
    """Messages, newest first."""
    if state is None:
        rows = store.rows(f"SELECT {_MESSAGE} FROM outbox ORDER BY id DESC LIMIT ?", (limit,))
    elif state == "queued":
        rows = store.rows(_NEWEST_QUEUED, (limit,))
    else:
        rows = store.rows(_NEWEST_OF_STATE, (state, limit))
    return [_message(row) for row in rows]


# The index by state has all but those that are queued, so that queueing does not write it: they are in the queue, with
# messages of which a part is at a modem and another waits.
_NEWEST_QUEUED: Final = (
    f"SELECT {_MESSAGE} FROM outbox"
    " WHERE id IN (SELECT id FROM outbox INDEXED BY outbox_queue WHERE next_at IS NOT NULL) AND state = 'queued'"
    " ORDER BY id DESC LIMIT ?"
)
_NEWEST_OF_STATE: Final = (
    f"SELECT {_MESSAGE} FROM outbox INDEXED BY outbox_state WHERE state = ? AND state <> 'queued'"
    " ORDER BY id DESC LIMIT ?"
)


def of_recipients(store: Store, numbers: Sequence[str], *, after: int, limit: int) -> list[Message]:
    """Messages to these numbers behind the id `after`, oldest first."""
    places = ", ".join("?" * len(numbers))
    rows = store.rows(
        f"SELECT {_MESSAGE} FROM outbox WHERE recipient IN ({places}) AND id > ? ORDER BY id LIMIT ?",
        (*numbers, after, limit),
    )
    return [_message(row) for row in rows]


def of_key(store: Store, key: str) -> list[Message]:
    """The messages queued under an idempotency key."""
    return [_message(row) for row in store.rows(f"SELECT {_MESSAGE} FROM outbox WHERE key = ? ORDER BY id", (key,))]


def digest_of_key(store: Store, key: str) -> str | None:
    """What was asked under the key, None when it is new."""
    row = store.row("SELECT digest FROM submission WHERE key = ?", (key,))
    return None if row is None else str(row["digest"])


def use_key(store: Store, key: str, digest: str, at: int) -> None:
    """Takes the key; `Unstorable` when it is taken."""
    store.insert("submission", key=key, digest=digest, at=at)


def next_reference(store: Store) -> int:
    """A reference for a concatenated message: 0 to 255, then again."""
    store.execute("UPDATE counter SET value = (value + 1) % 256 WHERE name = 'concatenation'")
    row = store.row("SELECT value FROM counter WHERE name = 'concatenation'")
    assert row is not None
    return int(row["value"])


def answers_since(store: Store, recipient: str, at: int) -> int:
    """How many answers to its texts went to the number since then; those to errands answer no text."""
    row = store.row(
        "SELECT count(*) AS count FROM outbox INDEXED BY outbox_recipient"
        " WHERE recipient = ? AND key GLOB 'answer:*' AND NOT key GLOB 'answer:errand-*' AND queued_at > ?",
        (recipient, at),
    )
    return int(row["count"]) if row else 0


def sends_since(store: Store, recipient: str, at: int) -> int:
    """How many messages that are no answers were queued for the number since then."""
    row = store.row(
        "SELECT count(*) AS count FROM outbox INDEXED BY outbox_recipient"
        " WHERE recipient = ? AND (key IS NULL OR key NOT GLOB 'answer:*') AND queued_at > ?",
        (recipient, at),
    )
    return int(row["count"]) if row else 0


def sent_since(store: Store, modem: str, at: int) -> list[int]:
    """When this modem sent parts since then, oldest first; only those it gave a reference, as all modems do."""
    rows = store.rows(
        # Of every reference in turn: the index has them by reference, then by time.
        "WITH RECURSIVE reference(value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM reference WHERE value < 255)"
        " SELECT sent_at FROM reference CROSS JOIN outbox_part INDEXED BY part_reference"
        " ON modem = ? AND tp_mr = reference.value AND tp_mr IS NOT NULL AND sent_at > ? ORDER BY sent_at",
        (modem, at),
    )
    return [row["sent_at"] for row in rows]


def counts(store: Store, failed_after: int) -> Counts:
    """Messages by state."""
    rows = store.rows(
        "SELECT state, count(*) AS count, count(next_at) AS waiting FROM outbox INDEXED BY outbox_state"
        " WHERE state IN ('in-flight', 'uncertain') AND state <> 'queued' GROUP BY state"
    )
    by_state = {row["state"]: row["count"] for row in rows}
    # All that are queued wait in the queue, and with them those of which a part is at a modem and another waits.
    queue = store.row("SELECT count(*) AS count FROM outbox INDEXED BY outbox_queue WHERE next_at IS NOT NULL")
    failed = store.row(
        "SELECT count(*) AS count FROM outbox INDEXED BY outbox_state"
        " WHERE state = 'failed' AND state <> 'queued' AND queued_at > ?",
        (failed_after,),
    )
    return Counts(
        queued=(queue["count"] if queue else 0) - sum(row["waiting"] for row in rows),
        in_flight=by_state.get("in-flight", 0),
        uncertain=by_state.get("uncertain", 0),
        failed_since=failed["count"] if failed else 0,
    )


# --- parts -------------------------------------------------------------------------------------------------------


def change_part(store: Store, part: int, **columns: Value) -> None:
    """Sets columns of a part."""
    store.update("outbox_part", part, **columns)


def parts(store: Store, message_id: int) -> list[Part]:
    """The parts of a message, in order."""
    return _parts(store.rows(f"SELECT {_PART} FROM outbox_part WHERE message = ? ORDER BY sequence", (message_id,)))


def heads(store: Store, modem: str, others: Sequence[str], at: int) -> list[Head]:
    """Of each class of priority the message this modem should be handed a part of next, oldest first by the time it was
    due; one that could also go elsewhere, its own, or one of the `others` whose modem is away and that is not bound.
    """
    # A place in the index for each, so that what waits for another modem, or for its time, costs nothing.
    wanted: list[tuple[str | None, int, bool]] = [(None, 0, False), (modem, 0, False), (modem, 1, False)]
    wanted += [(other, 0, True) for other in others]
    found: dict[int, Head] = {}
    for lane, bound, away in wanted:
        for row in store.rows(_HEADS_AWAY if away else _HEADS, (lane, bound, at, at) * CLASSES):
            head = Head(*row)
            if head.priority not in found or (head.next_at, head.id) < (
                found[head.priority].next_at,
                found[head.priority].id,
            ):
                found[head.priority] = head
    return list(found.values())


def _heads_of(condition: str) -> str:
    return " UNION ALL ".join(
        "SELECT * FROM (SELECT id, priority, next_at FROM outbox INDEXED BY outbox_queue"
        f" WHERE lane IS ? AND bound = ? AND priority = {priority} AND next_at <= ?"
        f" AND (expires_at IS NULL OR expires_at > ?){condition} ORDER BY next_at, id LIMIT 1)"
        for priority in range(CLASSES)
    )


CLASSES: Final = 4
_HEADS: Final = _heads_of("")
_HEADS_AWAY: Final = _heads_of(" AND state = 'queued'")
"""While a part is at a modem, or may be, the others wait for what becomes of it."""


def lanes(store: Store) -> list[str]:
    """The modems for which messages wait, whether these exist or not."""
    rows = store.rows(
        # From one to the next in the index, instead of through all that wait.
        "WITH RECURSIVE found(lane) AS ("
        "SELECT min(lane) FROM outbox INDEXED BY outbox_queue WHERE next_at IS NOT NULL"
        " UNION ALL SELECT (SELECT min(lane) FROM outbox INDEXED BY outbox_queue"
        " WHERE lane > found.lane AND next_at IS NOT NULL) FROM found WHERE lane IS NOT NULL)"
        " SELECT lane FROM found WHERE lane IS NOT NULL"
    )
    return [row["lane"] for row in rows]


def waiting_in(store: Store, lane: str) -> int:
    """How many messages wait for that modem."""
    row = store.row(
        "SELECT count(*) AS count FROM outbox INDEXED BY outbox_queue WHERE lane = ? AND next_at IS NOT NULL", (lane,)
    )
    return int(row["count"]) if row else 0


def in_flight(store: Store, modem: str) -> list[Part]:
    """The parts at this modem, in the order in which it submits them."""
    return _parts(
        store.rows(
            f"SELECT {_PART} FROM outbox_part INDEXED BY part_in_flight WHERE modem = ? AND state = 'in-flight'"
            " ORDER BY handed_at",
            (modem,),
        )
    )


def uncertain(store: Store, modem: str) -> list[Part]:
    """Parts that this modem may or may not have sent, the last handed over first."""
    return _parts(
        store.rows(
            f"SELECT {_PART} FROM outbox_part WHERE modem = ? AND state = 'uncertain' ORDER BY handed_at DESC", (modem,)
        )
    )


def of_job(store: Store, job: str) -> Part | None:
    """The part whose last attempt this job is."""
    row = store.row(f"SELECT {_PART} FROM outbox_part WHERE job = ?", (job,))
    return None if row is None else as_part(row)


def uncertain_until(store: Store, at: int) -> list[Part]:
    """Uncertain parts whose wait for a late answer is over."""
    return _parts(
        store.rows(f"SELECT {_PART} FROM outbox_part WHERE state = 'uncertain' AND due_at <= ? ORDER BY due_at", (at,))
    )


def modems_handed_before(store: Store, at: int) -> list[str]:
    """The modems at which a part has been since before then."""
    rows = store.rows(
        "SELECT DISTINCT modem FROM outbox_part INDEXED BY part_in_flight WHERE state = 'in-flight' AND handed_at <= ?",
        (at,),
    )
    return [row["modem"] for row in rows]


def expired(store: Store, at: int) -> list[Part]:
    """Queued parts of messages whose validity is over."""
    return _parts(
        store.rows(
            # Named, because without statistics SQLite walks all queued messages instead, after every input.
            f"SELECT {PART_OF} FROM outbox AS message INDEXED BY outbox_expiring"
            " JOIN outbox_part AS part ON part.message = message.id"
            " WHERE message.state = 'queued' AND message.expires_at <= ? AND part.state = 'queued' ORDER BY part.id",
            (at,),
        )
    )


def next_due(store: Store, *, queued_after: int, uncertain_after: int) -> int | None:
    """When the next part is due, an uncertain one's wait is over, or a message expires."""
    row = store.row(
        "SELECT min(at) AS at FROM ("
        "SELECT min(due_at) AS at FROM outbox_part WHERE due_at > ? AND state = 'queued'"
        # Named, because the index of due times holds the whole queue.
        " UNION ALL SELECT min(due_at) FROM outbox_part INDEXED BY part_uncertain"
        " WHERE due_at > ? AND state = 'uncertain'"
        " UNION ALL SELECT min(expires_at) FROM outbox INDEXED BY outbox_expiring"
        " WHERE expires_at > ? AND state = 'queued')",
        (queued_after, uncertain_after, queued_after),
    )
    return None if row is None else row["at"]


def replan(store: Store, shift: int, *, latest_retry: int, latest_uncertain: int, now: int) -> None:
    """Moves waiting times by `shift`, none beyond its own limit; what a client asked for (`not_before`) stays."""
    if not store.row("SELECT 1 FROM outbox_part WHERE due_at IS NOT NULL LIMIT 1"):
        return
    store.execute(
        "UPDATE outbox_part SET due_at = min(due_at + ?, ?) WHERE state = 'uncertain'", (shift, latest_uncertain)
    )
    asked_for = "(SELECT not_before_at FROM outbox WHERE outbox.id = outbox_part.message)"
    store.execute(
        f"UPDATE outbox_part SET due_at = max(min(due_at + ?, ?), coalesce({asked_for}, 0))"
        f" WHERE state = 'queued' AND due_at IS NOT {asked_for}",
        (shift, latest_retry),
    )
    store.execute(
        "UPDATE outbox SET next_at = (SELECT due_at FROM outbox_part AS part WHERE part.message = outbox.id"
        " AND part.state = 'queued' ORDER BY part.sequence LIMIT 1) WHERE next_at IS NOT NULL"
    )
    store.execute(
        "UPDATE outbox SET expires_at = min(expires_at + ?, ? + validity_s * 1000)"
        " WHERE expires_at IS NOT NULL AND state = 'queued' AND coalesce(not_before_at, 0) <= ?",
        (shift, now, now),
    )


def _message(row: Row) -> Message:
    return Message(*row)


def as_part(row: Row) -> Part:
    """A row of all columns of a part."""
    return Part(*row)


def _parts(rows: list[Row]) -> list[Part]:
    return [as_part(row) for row in rows]
