from __future__ import annotations

import json

import pytest

from tests.ctl import documents
from tests.ctl.conftest import FakeRouterd, Refusal, Smsctl


def test_it_lists_recipients_by_name_or_number(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["message.list"] = [documents.outbox(), documents.outbox(id=6, contact="Alice", state="sent")]
    assert smsctl("outbox").out.splitlines() == [
        "ID  QUEUED               TO            STATE   PARTS  TEXT",
        "7   2026-11-18 11:06:40  +33639980001  queued  1      Alarm",
        "6   2026-11-18 11:06:40  Alice         sent    1      Alarm",
    ]
    assert routerd.asked[0].box == "outbox"


@pytest.mark.parametrize(("word", "kind"), [("cancel", "message.cancel"), ("retry", "message.retry")])
def test_cancel_and_retry_ask_for_the_message_and_show_it(
    routerd: FakeRouterd, smsctl: Smsctl, word: str, kind: str
) -> None:
    routerd.answers[kind] = documents.outbox(state="cancelled")
    done = smsctl("outbox", word, "7", "--json")
    assert json.loads(done.out)["state"] == "cancelled"
    assert (routerd.asked[0].kind, routerd.asked[0].message) == (kind, 7)


def test_show_tells_why_a_message_is_where_it_is(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["message.show"] = documents.outbox(state="failed", reason="the number does not exist")
    out = smsctl("outbox", "show", "7").out
    assert "state      failed\nreason     the number does not exist\n" in out
    assert routerd.asked[0].box == "outbox"


def test_what_cannot_be_done_in_this_state_ends_with_2(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["message.cancel"] = Refusal("state", "message 7 is sent already")
    assert smsctl("outbox", "cancel", "7").code == 2
