"""The requests about asks, as another language writes them."""

from __future__ import annotations

from typing import Any

import pytest

from smsbus import codec
from smsbus.errors import Malformed
from smsbus.requests import FROM_CLIENTS
from smsbus.requests_ask import AskListRequest, AskRequest, AskShowRequest


def decoded(kind: str, body: dict[str, Any]) -> object:
    return codec.decode(codec.frames(kind, body), FROM_CLIENTS)


def test_an_ask_needs_a_contact_and_a_text_and_allows_any_answer_for_five_minutes() -> None:
    asked = decoded("ask", {"id": 1, "to": "Alice", "text": "Where are you?"})
    assert asked == AskRequest(id=1, to="Alice", text="Where are you?", answers=[], timeout_s=300, key=None)


def test_each_kind_is_decoded_to_its_class() -> None:
    assert decoded("ask.show", {"id": 1, "ask": 7}) == AskShowRequest(id=1, ask=7)
    assert decoded("ask.list", {"id": 1, "state": "asked"}) == AskListRequest(id=1, state="asked")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("ask", {"to": "Alice", "text": "Open?", "answers": "yes,no"}),
        ("ask", {"to": "Alice", "text": "Open?", "answers": [1]}),
        ("ask", {"to": "Alice", "text": "Open?", "timeout_s": 0.5}),
        ("ask.list", {"state": "lost"}),
        ("ask.cancel", {"ask": "7"}),
    ],
)
def test_other_shapes_are_malformed(kind: str, body: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        decoded(kind, {"id": 1, **body})
