"""Documents keep their form: programs in other languages read them by name."""

from __future__ import annotations

from typing import get_type_hints

import msgspec
import pytest

from smsbus import codec, documents
from smsbus.documents import AlertDocument, QueueDocument, StatusDocument
from smsbus.requests import Reply

DECLARED = [
    declared
    for declared in vars(documents).values()
    if isinstance(declared, type) and declared.__module__ == documents.__name__
]


@pytest.mark.parametrize("declared", DECLARED, ids=lambda declared: declared.__name__)
def test_a_moment_is_an_integer_or_null(declared: type[msgspec.Struct]) -> None:
    hints = get_type_hints(declared)
    moments = [name for name in hints if name.endswith("_at") or name in ("at", "scts")]
    assert all(hints[name] in (int, int | None) for name in moments)


def test_what_is_missing_travels_as_null_and_what_has_a_default_with_it() -> None:
    status = StatusDocument(
        config="/etc/smsbus/smsbus.toml",
        daemons=[],
        modems=[],
        equipments=[],
        queues=QueueDocument(queued=0, in_flight=0, uncertain=0, failed_24h=0, questions=0, incomplete=0),
        alerts=[AlertDocument(severity="warning", message="the SIM is full")],
    )
    decoded = codec.decode(codec.encode(Reply(id=1, ok=True, result=status)), {"reply": Reply})
    assert isinstance(decoded, Reply)
    assert decoded.result["alerts"] == [
        {"severity": "warning", "message": "the SIM is full", "at": None, "about": "other"}
    ]
    assert decoded.result["queues"]["asks"] == 0
