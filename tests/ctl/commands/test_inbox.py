from __future__ import annotations

import json

from smsbus.requests import MessageListRequest, MessageShowRequest
from tests.ctl import documents
from tests.ctl.conftest import FakeRouterd, Refusal, Smsctl


def test_without_a_command_it_lists(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["message.list"] = [documents.inbox(), documents.inbox(id=11, contact=None, text=None)]
    done = smsctl("inbox")
    assert done.out.splitlines() == [
        "ID  RECEIVED             FROM          STATE     EQUIPMENT  TEXT",
        "12  2026-11-18 11:06:40  Alice         accepted  House      What is the temperature of the room ?",
        "11  2026-11-18 11:06:40  +33639980001  accepted  House      -",
    ]
    (asked,) = routerd.asked
    assert isinstance(asked, MessageListRequest)
    assert (asked.box, asked.limit, asked.state) == ("inbox", 50, None)


def test_its_options_work_with_and_without_the_word_list(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["message.list"] = []
    for words in (
        ["inbox", "--state", "refused", "--limit", "5"],
        ["inbox", "list", "--limit", "5", "--state=refused"],
    ):
        assert smsctl(*words).out == "no received messages\n"
    assert [(asked.limit, asked.state) for asked in routerd.asked] == [(5, "refused"), (5, "refused")]


def test_what_a_stranger_writes_cannot_steer_the_terminal(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["message.list"] = [documents.inbox(text="\x1b[2Jgone\r\nnext\u202e\x9b1m")]
    last = smsctl("inbox").out.splitlines()[-1]
    assert last.endswith("\\x1b[2Jgone\\r\\nnext\\u202e\\x9b1m")


def test_json_is_the_list_of_documents(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["message.list"] = [documents.inbox(scts=None)]
    for words in (["--json", "inbox"], ["inbox", "--json"], ["inbox", "list", "--json"]):
        (message,) = json.loads(smsctl(*words).out)
        assert list(message) == [
            *("id", "text", "sender", "contact", "user", "equipment", "modem", "state", "reason", "parts", "scts"),
            "received_at",
        ]
        assert (message["scts"], message["received_at"]) == (None, "2026-11-18T11:06:40.250Z")


def test_show_shows_one_with_its_line_ends(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["message.show"] = documents.inbox(text="two\nlines")
    done = smsctl("inbox", "show", "12")
    assert "text       two\n           lines\n" in done.out
    (asked,) = routerd.asked
    assert isinstance(asked, MessageShowRequest)
    assert (asked.box, asked.message) == ("inbox", 12)


def test_an_unknown_message_ends_with_2(routerd: FakeRouterd, smsctl: Smsctl) -> None:
    routerd.answers["message.show"] = Refusal("not-found", "there is no message 99 in the inbox")
    done = smsctl("inbox", "show", "99")
    assert (done.code, done.err) == (2, "smsctl: there is no message 99 in the inbox\n")
