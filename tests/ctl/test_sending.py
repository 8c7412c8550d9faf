from __future__ import annotations

import pytest

from ctl import sending
from ctl.exits import Exit, Failure
from ctl.invocation import Invocation
from tests.ctl import documents
from tests.ctl.conftest import FakeRouterd


@pytest.mark.parametrize(
    ("state", "report", "ended"),
    [
        ("queued", False, False),
        ("in-flight", False, False),
        ("uncertain", False, False),
        ("sent", False, True),
        ("sent", True, False),
        ("delivered", True, True),
        *((state, report, True) for state in ("failed", "expired", "cancelled") for report in (False, True)),
    ],
)
def test_sent_is_the_end_unless_a_delivery_report_was_asked_for(state: str, report: bool, ended: bool) -> None:
    assert sending.ended(documents.outbox(state=state), report=report) is ended


def test_what_was_not_given_is_not_in_the_body() -> None:
    body = sending.body("Alice", "Hi", key="k", flash=False, delivery_report=True, modem=None, validity_s=60)
    assert body == {"to": "Alice", "text": "Hi", "key": "k", "delivery_report": True, "validity_s": 60}


@pytest.mark.parametrize("text", ["", "x" * (255 * 153 + 1)])
def test_impossible_texts_are_refused(text: str) -> None:
    with pytest.raises(Failure) as caught:
        sending.body("Alice", text)
    assert caught.value.exit_code is Exit.USAGE


def test_one_failed_message_of_several_is_a_failure_of_all() -> None:
    messages = [documents.outbox(state="sent"), documents.outbox(id=8, state="expired", reason="too old")]
    failure = sending.failure(messages, in_time=True)
    assert failure is not None
    assert (failure.exit_code, str(failure)) == (Exit.MESSAGE_FAILED, "message 8 is expired: too old")
    assert sending.failure([documents.outbox(state="sent")], in_time=True) is None
    late = sending.failure([documents.outbox()], in_time=False)
    assert late is not None and late.exit_code is Exit.TIME_OUT


def test_events_of_other_messages_change_nothing(routerd: FakeRouterd, settings_path: object) -> None:
    def queued(request: object) -> object:
        routerd.event("sms.sent", message=6)
        routerd.event("sms.failed", message=7)
        return documents.sent(documents.outbox())

    routerd.answers["send"] = queued
    routerd.answers["message.show"] = documents.outbox(state="failed", reason="no such number")
    with Invocation(str(settings_path), {}, json=False).client() as client:
        result, in_time = sending.follow(client, sending.body("Alice", "Hi"), 10)
    assert in_time
    assert result["messages"][0]["state"] == "failed"
    assert [request.kind for request in routerd.asked] == ["send", "message.show"]


def test_of_several_it_is_told_how_many_have_come_to_their_end(routerd: FakeRouterd, settings_path: object) -> None:
    def queued(request: object) -> object:
        routerd.event("sms.sent", message=7)
        return documents.sent(documents.outbox(id=7), documents.outbox(id=8, state="sent"))

    states = iter(["sent", "sent"])
    told: list[tuple[int, int]] = []
    routerd.answers["send"] = queued
    routerd.answers["message.show"] = lambda request: documents.outbox(id=request.message, state=next(states))
    with Invocation(str(settings_path), {}, json=False).client() as client:
        _, in_time = sending.follow(client, sending.body("a;b", "Hi"), 10, lambda *counts: told.append(counts))
    assert in_time
    assert told == [(1, 2)]


def test_an_unanswered_send_tells_how_to_repeat_it(settings_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    with Invocation(str(settings_path), {}, json=False).client() as client, pytest.raises(Failure) as caught:
        sending.send(client, sending.body("Alice", "Hi", key="k1"), timeout_s=0.05)
    assert caught.value.exit_code is Exit.NO_DAEMON
    assert "add --key k1" in str(caught.value)
