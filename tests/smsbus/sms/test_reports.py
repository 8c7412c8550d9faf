"""Reports and commands: every field where the standard puts it, in both directions."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsbus.sms.address import Address
from smsbus.sms.dcs import Alphabet
from smsbus.sms.errors import EncodeError
from smsbus.sms.tpdu import (
    Direction,
    Message,
    SmsCommand,
    SmsDeliverReport,
    SmsStatusReport,
    SmsSubmitReport,
    decode,
    decode_hex,
    encode,
)
from smsbus.sms.udh import Element

SOMEBODY = Address.from_text("+33639980001")
MOMENT = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)
MO, MT = Direction.MO, Direction.MT


@pytest.mark.parametrize(
    ("pdu", "direction", "message"),
    [
        ("00" + "00" + "00", MO, SmsDeliverReport()),
        ("00" + "00" + "D3" + "00", MO, SmsDeliverReport(fcs=0xD3)),
        ("00" + "00" + "01" + "7F", MO, SmsDeliverReport(pid=0x7F)),
        (
            "00" + "00" + "D5" + "07" + "7F" + "F6" + "03" + "010203",
            MO,
            SmsDeliverReport(
                fcs=0xD5, pid=0x7F, dcs=0xF6, alphabet=Alphabet.DATA, message_class=2, data=b"\x01\x02\x03"
            ),
        ),
        ("00" + "00" + "04" + "02" + "C834", MO, SmsDeliverReport(alphabet=Alphabet.GSM7, text="Hi")),
        ("00" + "01" + "00" + "62304190623500", MT, SmsSubmitReport(scts=MOMENT)),
        ("00" + "01" + "C5" + "00" + "62304190623500", MT, SmsSubmitReport(fcs=0xC5, scts=MOMENT)),
        (
            "00" + "41" + "06" + "62304190623500" + "08" + "07" + "04700200FF" + "00E9",
            MT,
            SmsSubmitReport(
                scts=MOMENT,
                dcs=8,
                alphabet=Alphabet.UCS2,
                udh=(Element(iei=0x70, data=b"\x00\xff"),),
                text="é",
            ),
        ),
        (
            "00" + "22" + "05" + "00" + "02" + "2A" + "0B913336990800F1" + "00",
            MO,
            SmsCommand(mr=5, command_type=2, message_number=42, destination=SOMEBODY, status_report=True),
        ),
        (
            "00" + "42" + "05" + "41" + "00" + "2A" + "0B913336990800F1" + "05" + "0370010A" + "BB",
            MO,
            SmsCommand(
                mr=5,
                pid=0x41,
                command_type=0,
                message_number=42,
                destination=SOMEBODY,
                udh=(Element(iei=0x70, data=b"\x0a"),),
                data=b"\xbb",
            ),
        ),
    ],
)
def test_a_report_or_command_is_read_and_written(pdu: str, direction: Direction, message: Message) -> None:
    assert decode_hex(pdu, direction=direction) == message
    encoded = encode(message)
    assert (encoded.hex, encoded.tpdu_length) == (pdu, len(pdu) // 2 - 1)


def test_a_status_report_may_carry_identifiers_and_a_text() -> None:
    report = "00060C0B913336990800F16230419003004062304190035040" + "00"
    found = decode_hex(report + "07" + "00" + "04" + "02" + "AABB")
    assert isinstance(found, SmsStatusReport)
    assert (found.pid, found.dcs, found.data, found.udl, found.warnings) == (0, 4, b"\xaa\xbb", 2, ())


@pytest.mark.parametrize("tail", ["80", "8080", "FF", "0707", "04", "07FF", "0700040A41"])
def test_what_is_wrong_behind_a_report_does_not_cost_the_report(tail: str) -> None:
    report = "00060C0B913336990800F16230419003004062304190035040" + "46"
    found = decode_hex(report + tail)
    assert isinstance(found, SmsStatusReport)
    assert (found.mr, found.status) == (12, 0x46)


def test_padding_behind_a_report_or_command_is_ignored_and_other_octets_are_warned_of() -> None:
    for pdu, direction in (("000000", MO), ("00010062304190623500", MT), ("00020500022A0B913336990800F100", MO)):
        assert decode_hex(pdu + "FFFF", direction=direction).warnings == ()
        (warning,) = decode_hex(pdu + "FF00", direction=direction).warnings
        assert warning.startswith("length: 2 octets")


REPORTS = st.builds(
    SmsSubmitReport,
    fcs=st.none() | st.integers(0x80, 0xFF),
    scts=st.just(MOMENT),
    pid=st.none() | st.integers(0, 255),
    text=st.none() | st.text("abc°€", max_size=60),
) | st.builds(
    SmsDeliverReport,
    fcs=st.none() | st.integers(0x80, 0xFF),
    pid=st.none() | st.integers(0, 255),
    data=st.none() | st.binary(max_size=128),
)
COMMANDS = st.builds(
    SmsCommand,
    mr=st.integers(0, 255),
    pid=st.integers(0, 255),
    command_type=st.integers(0, 255),
    message_number=st.integers(0, 255),
    destination=st.just(SOMEBODY),
    data=st.binary(max_size=140),
    status_report=st.booleans(),
)


@given(REPORTS | COMMANDS)
def test_what_is_encoded_is_decoded_as_it_was(message: SmsSubmitReport | SmsDeliverReport | SmsCommand) -> None:
    direction = MT if isinstance(message, SmsSubmitReport) else MO
    found = decode(encode(message).octets, direction=direction)
    names = ("fcs", "scts", "pid", "text", "data", "mr", "command_type", "message_number", "status_report")
    assert type(found) is type(message)
    assert {name: getattr(found, name, None) for name in names} == {
        name: getattr(message, name, None) for name in names
    }
    assert encode(found).octets == encode(message).octets


@pytest.mark.parametrize(
    "wrong",
    [
        SmsDeliverReport(fcs=0x7F),
        SmsDeliverReport(fcs=0x100),
        SmsDeliverReport(pid=256),
        SmsDeliverReport(data=bytes(141)),
        SmsCommand(mr=256, command_type=0, message_number=0, destination=SOMEBODY),
        SmsCommand(mr=0, command_type=-1, message_number=0, destination=SOMEBODY),
        SmsCommand(mr=0, command_type=0, message_number=256, destination=SOMEBODY),
        SmsCommand(mr=0, command_type=0, message_number=0, destination=SOMEBODY, data=bytes(141)),
    ],
    ids=lambda message: type(message).__name__,
)
def test_a_report_or_command_that_cannot_exist_is_refused(wrong: Message) -> None:
    with pytest.raises(EncodeError):
        encode(wrong)


def fields_of(message: Any) -> set[str]:
    return set(type(message).__dataclass_fields__)


def test_a_command_has_no_text_and_a_report_no_recipient() -> None:
    assert "text" not in fields_of(SmsCommand(mr=0, command_type=0, message_number=0, destination=SOMEBODY))
    assert "destination" not in fields_of(SmsDeliverReport())
