"""What the control socket understands."""

from __future__ import annotations

import re
from typing import Any, get_args

import msgspec
import pytest

from modemd.simulator import control
from modemd.simulator.control import AnyRequest, Control
from modemd.simulator.events import Deliver

from .playing import HI, PHONE, Session


class World:
    """A modem in memory and the control of it."""

    def __init__(self, **fields: Any) -> None:
        self.session = Session(**fields)
        self.control = Control(self.session.modem)
        self.inputs: list[object] = []

    def ask(self, line: str) -> dict[str, Any]:
        handled = self.control.handle(line.encode(), self.session.now)
        self.inputs += handled.inputs
        for incoming in handled.inputs:
            self.session.feed(incoming)
        reply: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(handled.reply))
        return reply


def test_every_request_is_explained_on_its_page() -> None:
    page = control.__doc__ or ""
    ops = {str(request.__struct_config__.tag) for request in get_args(AnyRequest)} | {"fault"}
    assert set(re.findall(r'\{"op":"(\w+)"', page)) == ops
    for request in get_args(AnyRequest):
        for field in request.__struct_encode_fields__:
            assert field in page, field


def test_a_text_reaches_the_modem_in_as_many_parts_as_it_takes() -> None:
    world = World()
    assert world.ask('{"op":"deliver","from":"+33639980001","text":"Hello"}') == {"ok": True, "parts": 1}
    assert world.ask('{"op":"deliver","from":"Shop","text":"%s"}' % ("°" * 71)) == {"ok": True, "parts": 2}
    assert world.session.modem.state.storages["SM"].used == 3


def test_long_texts_have_references_of_their_own() -> None:
    world = World()
    for _ in range(2):
        world.ask('{"op":"deliver","from":"+33639980001","text":"%s"}' % ("x" * 161))
    headers = [incoming.pdu[27:33].hex() for incoming in world.inputs if isinstance(incoming, Deliver)]
    assert headers == ["050003000201", "050003000202", "050003010201", "050003010202"]


def test_the_time_stamp_may_be_given() -> None:
    world = World()
    world.ask('{"op":"deliver","from":"+33639980001","text":"Hello","scts":"2026-03-14T09:26:53+01:00"}')
    (delivered,) = world.inputs
    assert isinstance(delivered, Deliver)
    assert "62304190623540" in delivered.pdu.hex()


def test_any_octets_can_be_delivered() -> None:
    world = World()
    assert world.ask('{"op":"deliver_pdu","pdu":"00ff"}') == {"ok": True, "parts": 1}
    assert world.inputs == [Deliver(pdu=b"\x00\xff")]


def test_submissions_are_shown_from_any_index_on() -> None:
    world = World()
    for _ in range(3):
        world.session.submit()
    shown = world.ask('{"op":"submitted","after":1}')["submitted"]
    assert [one["index"] for one in shown] == [2, 3]
    assert shown[0] == {
        "index": 2,
        "at": 1_767_225_700.0,
        "mr": 1,
        "to": PHONE,
        "text": "Hi",
        "alphabet": "gsm7",
        "concatenation": None,
        "status_report": False,
        "warnings": [],
        "pdu": HI,
    }
    assert len(world.ask('{"op":"submitted"}')["submitted"]) == 3


@pytest.mark.parametrize(("line", "after"), [('{"op":"watch"}', 2), ('{"op":"watch","after":0}', 0)])
def test_a_watch_begins_now_or_where_it_is_told(line: str, after: int) -> None:
    world = World()
    world.session.submit()
    world.session.submit()
    assert world.control.handle(line.encode(), 0.0).watch_after == after


def test_the_state_shows_what_a_test_waits_for() -> None:
    world = World(pin="4821", storage_size=2)
    world.ask('{"op":"deliver","from":"+33639980001","text":"Hello"}')
    state = world.ask('{"op":"state"}')
    assert state["ok"]
    assert (state["mode"], state["pin"], state["pin_attempts_left"], state["held"]) == ("command", "SIM PIN", 3, 1)
    world.session.ask("AT+CPIN=4821")
    state = world.ask('{"op":"state"}')
    assert (state["used"], state["held"], state["storages"]["SM"]) == (1, 0, {"used": 1, "size": 2})
    assert state["conditions"]["signal"] == 21


def test_conditions_are_turned_one_by_one() -> None:
    world = World()
    assert world.ask('{"op":"set","signal":5,"registration":5}') == {"ok": True}
    assert world.ask('{"op":"set","submit_delay_s":1.5}') == {"ok": True}
    assert world.session.ask("AT+CSQ;+CREG?") == ["+CSQ: 5,99", "+CREG: 0,5", "OK"]
    assert world.session.modem.state.conditions.submit_delay_s == 1.5


def test_a_notice_of_a_picture_is_a_wap_push() -> None:
    world = World()
    assert world.ask('{"op":"deliver_mms","from":"+33639980001"}') == {"ok": True, "parts": 1}
    (delivered,) = world.inputs
    assert isinstance(delivered, Deliver)
    # 23.040 §9.2.3.24.4: from port 9200 to 2948; WAP-230: a push of application/vnd.wap.mms-message.
    assert "0605040b8423f0" in delivered.pdu.hex()
    assert "0603beaf84" in delivered.pdu.hex()
    assert b"http://mms.example/1" in delivered.pdu


def test_a_modem_with_one_name_cannot_be_plugged_in_under_another() -> None:
    order = '{"op":"fault","name":"unplug","elsewhere":true}'
    assert "--second-link" in World().ask(order)["error"]
    assert World(second_link=True).ask(order) == {"ok": True}


def test_faults_are_ordered_and_ended() -> None:
    world = World()
    assert world.ask('{"op":"fault","name":"mute"}') == {"ok": True}
    assert world.session.ask("AT") == []
    assert world.ask('{"op":"end_fault","name":"mute"}') == {"ok": True}
    assert world.session.ask("AT") == ["OK"]
    assert world.ask('{"op":"end_fault"}') == {"ok": True}


def test_somebody_can_call() -> None:
    world = World()
    assert world.ask('{"op":"call","from":"+33639980001"}') == {"ok": True}
    assert world.ask('{"op":"state"}')["ringing"]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "hello",
        "[]",
        "null",
        "{}",
        '{"op":"dance"}',
        '{"op":1}',
        '{"op":"deliver","from":"+33639980001"}',
        '{"op":"deliver","from":"+33 639","text":"Hello"}',
        '{"op":"deliver","from":"+33639980001","text":"\\ud800"}',
        '{"op":"deliver","from":"+33639980001","text":"Hello","scts":"2026-03-14T09:26:53"}',
        '{"op":"deliver","from":"+33639980001","text":"Hello","scts":"1970-01-01T00:00:00Z"}',
        '{"op":"deliver_pdu","pdu":"0"}',
        '{"op":"deliver_pdu","pdu":"zzzz"}',
        '{"op":"deliver_pdu","pdu":"  00  "}',
        '{"op":"set","signal":"loud"}',
        '{"op":"set","submit_delay_s":-1}',
        '{"op":"set","colour":"red"}',
        '{"op":"fault"}',
        '{"op":"fault","name":"mute","for_s":0}',
        '{"op":"end_fault","name":"nothing"}',
        '{"op":"call","from":"\\r\\nOK"}',
        "[" * 5000,
        "\x00\x1b",
    ],
)
def test_a_bad_request_is_answered_and_does_nothing(line: str) -> None:
    world = World()
    reply = world.ask(line)
    assert reply["ok"] is False
    assert reply["error"]
    assert world.inputs == []
