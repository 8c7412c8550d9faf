"""Delivery reports as the store keeps them, and the parts that one may be about."""

from __future__ import annotations

from routerd.store import Store, Value
from routerd.store_outbox import PART_OF, Part, as_part


def knows(store: Store, key: str) -> bool:
    """Whether the report was handled before, even if its message was purged since."""
    row = store.row("SELECT 1 FROM report WHERE key = ? UNION ALL SELECT 1 FROM handled WHERE key = ?", (key, key))
    return row is not None


def add(store: Store, **columns: Value) -> None:
    """Adds a report."""
    store.insert("report", **columns)


def part_reported(store: Store, *, modem: str, tp_mr: int, recipient: str, sent_after: int) -> Part | None:
    """The newest part that was sent under that reference, whatever became of it since."""
    row = store.row(
        f"SELECT {PART_OF} FROM outbox_part AS part JOIN outbox AS message ON message.id = part.message"
        " WHERE part.modem = ? AND part.tp_mr = ? AND part.sent_at > ?"
        " AND message.recipient = ? ORDER BY part.sent_at DESC LIMIT 1",
        (modem, tp_mr, sent_after, recipient),
    )
    return None if row is None else as_part(row)


def undecided_to(store: Store, *, modem: str, recipient: str) -> list[Part]:
    """Uncertain parts and those in flight to this number that asked for a report."""
    found = (
        f"SELECT {PART_OF} FROM outbox_part AS part JOIN outbox AS message ON message.id = part.message"
        " WHERE part.modem = ? AND part.state = '{}' AND message.recipient = ? AND message.delivery_report"
    )
    # One query for each, so that each takes the index of its state.
    sql = " UNION ALL ".join(found.format(state) for state in ("uncertain", "in-flight"))
    return [as_part(row) for row in store.rows(sql, (modem, recipient, modem, recipient))]


def nameless_to(store: Store, *, modem: str, recipient: str, handed_after: int) -> list[int]:
    """Parts to this number that were handed to the modem since then and whose reference it never told."""
    rows = store.rows(
        "SELECT part.id FROM outbox AS message INDEXED BY outbox_recipient"
        " JOIN outbox_part AS part ON part.message = message.id"
        " WHERE message.recipient = ? AND message.delivery_report"
        " AND part.modem = ? AND part.tp_mr IS NULL AND part.handed_at > ?",
        (recipient, modem, handed_after),
    )
    return [row["id"] for row in rows]


def unmatched(
    store: Store, *, modem: str, tp_mr: int | None, recipient: str, after: int
) -> tuple[str, int, int] | None:
    """Key, reference and status of the newest report to this number that matched nothing; `tp_mr` None: any."""
    row = store.row(
        "SELECT key, tp_mr, status FROM report WHERE modem = ? AND tp_mr = coalesce(?, tp_mr) AND recipient = ?"
        " AND part IS NULL AND received_at >= ? ORDER BY received_at DESC, rowid DESC LIMIT 1",
        (modem, tp_mr, recipient, after),
    )
    return None if row is None else (row["key"], row["tp_mr"], row["status"])


def match(store: Store, key: str, part_id: int) -> None:
    """Notes what the report was about."""
    store.execute("UPDATE report SET part = ? WHERE key = ?", (part_id, key))
