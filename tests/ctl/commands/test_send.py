from __future__ import annotations

import io
import json
import sys

import pytest

from ctl.commands import send
from ctl.sending import LONGEST_TEXT
from smsbus.codec import Body
from smsbus.requests import MessageShowRequest
from tests.ctl import documents
from tests.ctl.conftest import FakeRouterd, Refusal, Smsctl


def _standard_input(monkeypatch: pytest.MonkeyPatch, octets: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(octets)))


def test_a_plain_send_asks_for_the_text_and_leaves_all_defaults_to_routerd(
    routerd: FakeRouterd, smsctl: Smsctl
) -> None:
    routerd.answers["send"] = documents.sent(documents.outbox(contact="Alice"))
    done = smsctl("send", "Alice", "Alarm")
    assert (done.code, done.out) == (0, "message 7 to Alice (+33639980001): queued (1 part, gsm7)\n")
    asked = routerd.asked[0]
    assert (asked.to, asked.text, asked.priority, asked.delivery_report) == ("Alice", "Alarm", "normal", False)


def test_every_option_reaches_its_field(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["send"] = documents.sent(documents.outbox())
    options = ["--key", "k1", "--priority", "alert", "--report", "--flash", "--validity", "2h", "--modem", "main"]
    done = smsctl("send", *options, "--not-before", "2026-11-22T17:30:00+01:00", "--dry-run", "@House", "Hi")
    assert done.code == 0
    asked = routerd.asked[0]
    assert (asked.key, asked.priority, asked.delivery_report, asked.flash) == ("k1", "alert", True, True)
    assert (asked.validity_s, asked.not_before_at, asked.modem) == (7200, 1_795_365_000_000, "main")
    assert asked.dry_run is True


def test_without_a_key_smsctl_makes_one_of_its_own_each_time(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["send"] = documents.sent(documents.outbox())
    smsctl("send", "Alice", "one")
    smsctl("send", "Alice", "one")
    first, second = (request.key for request in routerd.asked)
    assert first and second and first != second


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        ("16.3 °C\n".encode(), "16.3 °C"),
        (b"two\nlines\n\n", "two\nlines\n"),
        (b"dos\r\n", "dos"),
        ("\ufeffmarked".encode(), "marked"),
    ],
)
def test_a_dash_reads_standard_input_without_its_last_line_end(
    routerd: FakeRouterd, smsctl: Smsctl, monkeypatch: pytest.MonkeyPatch, octets: bytes, text: str
) -> None:
    routerd.answers["send"] = documents.sent(documents.outbox())
    _standard_input(monkeypatch, octets)
    assert smsctl("send", "Alice", "-").code == 0
    assert routerd.asked[0].text == text


@pytest.mark.parametrize("octets", [b"\xff\xfe", b"", b"\n", b"x" * (LONGEST_TEXT + 1)])
def test_impossible_texts_are_refused_before_anything_is_asked(
    routerd: FakeRouterd, smsctl: Smsctl, monkeypatch: pytest.MonkeyPatch, octets: bytes
) -> None:
    _standard_input(monkeypatch, octets)
    done = smsctl("send", "Alice", "-")
    assert done.code == 2
    assert done.err.startswith("smsctl: ") and done.err.count("\n") == 1
    assert routerd.asked == []


def test_a_text_that_starts_with_a_dash_goes_behind_two_dashes(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    refused = smsctl("send", "Alice", "-5 °C")
    assert refused.code == 2
    assert "put -- before a text that starts with -" in refused.err
    routerd.answers["send"] = documents.sent(documents.outbox())
    assert smsctl("send", "Alice", "--", "-5 °C").code == 0
    assert routerd.asked[0].text == "-5 °C"


def test_json_prints_the_send_document_with_moments_in_rfc_3339(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["send"] = documents.sent(documents.outbox())
    document = json.loads(smsctl("--json", "send", "Alice", "Alarm").out)
    assert document["messages"][0]["queued_at"] == "2026-11-18T11:06:40.250Z"
    assert document["messages"][0]["sent_at"] is None


def test_wait_follows_the_message_until_it_is_sent(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    def queued(request: object) -> Body:
        routerd.event("sms.sent", message=7)
        return documents.sent(documents.outbox())

    routerd.answers["send"] = queued
    routerd.answers["message.show"] = documents.outbox(state="sent", sent_at=documents.AT)
    done = smsctl("send", "--wait", "Alice", "Alarm")
    assert (done.code, done.out) == (0, "message 7 to +33639980001: sent (1 part, gsm7)\n")
    assert isinstance(routerd.asked[-1], MessageShowRequest)


def test_wait_ends_with_3_when_the_message_failed_and_says_why(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["send"] = documents.sent(documents.outbox(state="failed", reason="CMS 21: rejected"))
    done = smsctl("--json", "send", "--wait", "Alice", "Alarm")
    assert done.code == 3
    assert json.loads(done.out)["messages"][0]["state"] == "failed"
    assert json.loads(done.err)["error"] == {"code": "failed", "message": "message 7 is failed: CMS 21: rejected"}


def test_wait_ends_with_4_when_the_time_is_over(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["send"] = documents.sent(documents.outbox())
    done = smsctl("send", "--wait", "--timeout", "0", "Alice", "Alarm")
    assert done.code == 4
    assert "not at its end yet: message 7 is queued" in done.err


def test_a_refusal_by_a_limit_ends_with_5(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["send"] = Refusal("refused", "too many messages this minute")
    done = smsctl("send", "Alice", "Alarm")
    assert (done.code, done.err) == (5, "smsctl: too many messages this minute\n")


def test_a_dry_run_says_that_nothing_was_sent() -> None:
    assert send.lines(documents.sent(documents.outbox(parts=2), dry_run=True)) == [
        "would be sent to +33639980001: 2 parts, gsm7 (dry run: nothing was sent)"
    ]


def test_a_known_key_is_told() -> None:
    assert send.lines(documents.sent(documents.outbox(), repeated=True)) == [
        "message 7 to +33639980001: queued (1 part, gsm7, known by its key: not queued again)"
    ]
