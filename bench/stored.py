"""A store with very many messages in it, half received and half sent, as years of use leave them."""

from __future__ import annotations

from pathlib import Path

from routerd.store import FILE_NAME, Store

FIRST_MS = 1_720_000_000_000

_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
_AT = f"{FIRST_MS} + i * 60000"  # oldest first, as they came: where new rows go in an index depends on it
_NUMBER = "'+3363998' || printf('%04d', i % 10000)"
_STATEMENTS = (
    f"""INSERT INTO submission (key, digest, at)
        {_NUMBERS} SELECT 'smsctl-' || lower(hex(randomblob(8))), printf('%032d', i), {_AT} FROM n""",
    f"""INSERT INTO outbox (recipient, text, alphabet, state, priority, via, key, delivery_report, flash, queued_at,
        sent_at)
        {_NUMBERS} SELECT {_NUMBER}, 'Alarm number ' || i || ' of the pump in the yard', 'gsm7', 'sent', 2, 'bench',
        (SELECT key FROM submission WHERE rowid = i), 0, 0, {_AT}, {_AT} FROM n""",
    """INSERT INTO outbox_part (message, sequence, text, state, job, modem, boot, handed_at, tp_mr, sent_at)
        SELECT id, 1, text, 'sent', lower(hex(randomblob(16))), 'bench', 'b', queued_at, id % 256, sent_at
        FROM outbox""",
    f"""INSERT INTO inbox (modem, sim, sender, sender_kind, content, text, state, reason, contact, equipment,
        parts, missing, scts, received_at)
        {_NUMBERS} SELECT 'bench', 's', {_NUMBER}, 'international', 'text', 'Question number ' || i,
        'accepted', 'known', 'Contact', 'Farm', 1, 0, {_AT}, {_AT} FROM n""",
    """INSERT INTO part (key, inbox, sequence, text, pdu, scts, received_at)
        SELECT lower(hex(randomblob(32))), id, 1, text, randomblob(60), scts, received_at FROM inbox""",
    f"""INSERT INTO event (topic, at, data)
        {_NUMBERS} SELECT 'sms.sent', {_AT}, '{{}}' FROM n""",
)


def fill(state_dir: Path, messages: int, events: int = 10_000) -> None:
    """Makes the store that routerd will open there."""
    store = Store.open(state_dir / FILE_NAME)
    for statement in _STATEMENTS:
        counts = {"event": events}.get(statement.split()[2], messages // 2)
        store.execute(statement, (counts,) if "?" in statement else ())
        store.commit()
    store.close()
