"""What all requests share, spoken without the declared classes: another language has only the page."""

from __future__ import annotations

import pytest

from smsbus import codec, envelope, requests
from smsbus.envelope import ErrorBody, Event, Reply


def test_a_reply_holds_the_id_and_a_result_or_an_error() -> None:
    good = codec.to_body(Reply(id="a", ok=True, result={"seq": 1}))
    assert good == {"id": "a", "ok": True, "result": {"seq": 1}, "error": None}
    bad = codec.to_body(Reply(id=None, ok=False, error=ErrorBody(code="invalid", message="the text is empty")))
    assert bad["error"] == {"code": "invalid", "message": "the text is empty", "details": {}}


def test_an_event_is_a_place_in_the_sequence_a_topic_and_data() -> None:
    event = Event(seq=7, topic="ask.answered", at=1_700_000_000_000, data={"ask": 1, "choice": 2})
    body = {"seq": 7, "topic": "ask.answered", "at": 1_700_000_000_000, "data": {"ask": 1, "choice": 2}}
    assert codec.to_body(event) == body


@pytest.mark.parametrize("name", ["Request", "Reply", "ErrorBody", "Event", "Priority"])
def test_the_kinds_and_their_base_are_found_in_one_place(name: str) -> None:
    assert getattr(requests, name) is getattr(envelope, name)
