"""The far end."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from modemd.simulator.network import Network, compose
from modemd.simulator.settings import Conditions
from smsbus.sms.errors import DecodeError, EncodeError

from .playing import HI, HI_REPORTED, SCTS, SMSC


def network() -> Network:
    return Network(smsc=SMSC, clock_offset_s=0.0)


def test_messages_arrive_when_they_are_due_and_in_order() -> None:
    net = network()
    for pdu, due in ((b"late", 9.0), (b"a", 5.0), (b"b", 5.0)):
        net.deliver(pdu, due)
    net.advance(4.9)
    assert (net.oldest, net.deadline, net.held) == (None, 5.0, 3)
    net.advance(5.0)
    arrived = []
    while pdu := net.oldest:
        arrived.append(pdu)
        net.take()
    assert (arrived, net.deadline, net.held) == ([b"a", b"b"], 9.0, 1)


def test_a_message_stays_at_the_door_until_it_is_taken() -> None:
    net = network()
    net.deliver(b"a", 0.0)
    net.advance(0.0)
    assert [net.oldest, net.oldest] == [b"a", b"a"]
    assert net.deadline is None


def test_a_submission_is_listed_with_what_it_decodes_to() -> None:
    net = network()
    first = net.submit(bytes.fromhex(HI), 7, Conditions(), 12.5)
    # Part 2 of 3 with reference 0x2A: TP-UDHI and the concatenation element.
    second = net.submit(bytes.fromhex("0041000B913336990800F10008080500032A030200E9"), 8, Conditions(), 13.0)
    assert (first.index, first.at, first.mr, first.to, first.text) == (1, 12.5, 7, "+33639980001", "Hi")
    assert (second.index, second.text, second.alphabet) == (2, "é", "ucs2")
    assert second.concatenation is not None
    assert (second.concatenation.reference, second.concatenation.total, second.concatenation.sequence) == (42, 3, 2)
    assert list(net.submissions) == [first, second]


@pytest.mark.parametrize("pdu", ["00", "0000", "0001000B91", "07913336990890F9040B913336990800F10000"])
def test_what_is_no_submission_is_refused_and_not_listed(pdu: str) -> None:
    net = network()
    with pytest.raises(DecodeError):
        net.submit(bytes.fromhex(pdu), 0, Conditions(), 0.0)
    assert not net.submissions


def test_a_report_is_under_way_when_it_was_asked_for() -> None:
    net = network()
    start = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC).timestamp()
    net.submit(bytes.fromhex(HI), 1, Conditions(report_delay_s=4.0), start)
    assert net.held == 0
    net.submit(bytes.fromhex(HI_REPORTED), 2, Conditions(report_delay_s=4.0, report_status=70), start)
    assert net.deadline == start + 4.0
    # SMSC, type, TP-MR 2, TP-RA, TP-SCTS 09:26:53, TP-DT 09:26:57, TP-ST 70.
    report = "07913336990890F906020B913336990800F1" + "62304190623500" + "62304190627500" + "46"
    net.advance(start + 4.0)
    assert net.oldest == bytes.fromhex(report)


def test_a_text_is_composed_in_as_few_parts_as_it_takes() -> None:
    def parts(text: str) -> list[bytes]:
        return compose(sender="+33639980001", text=text, scts=SCTS, smsc=SMSC, reference=42)

    assert [pdu.hex().upper() for pdu in parts("Hello")] == [
        "07913336990890F9040B913336990800F100006230419062350005C8329BFD06"
    ]
    first, second = parts("x" * 161)
    assert (first[27:33].hex(), second[27:33].hex()) == ("0500032a0201", "0500032a0202")
    assert [len(parts("°" * count)) for count in (70, 71, 134, 135)] == [1, 2, 2, 3]


@pytest.mark.parametrize(("sender", "text"), [("", "Hello"), ("+33 639", "Hello"), ("+33639980001", "x" * 50_000)])
def test_what_cannot_be_texted_is_refused(sender: str, text: str) -> None:
    with pytest.raises(EncodeError):
        compose(sender=sender, text=text, scts=SCTS, smsc=SMSC, reference=0)
