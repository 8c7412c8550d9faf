"""Messages to octets: where each field stands, what is refused, and that what is written is read as it was."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsbus.sms import gsm7
from smsbus.sms.address import Address, NumberingPlan, TypeOfNumber
from smsbus.sms.dcs import Alphabet
from smsbus.sms.errors import EncodeError
from smsbus.sms.tpdu import (
    Direction,
    Message,
    SmsDeliver,
    SmsStatusReport,
    SmsSubmit,
    decode,
    decode_hex,
    encode,
)
from smsbus.sms.udh import Concatenation, Element

SOMEBODY = Address.from_text("+33639980001")


def test_a_text_with_a_degree_sign_travels_as_ucs2() -> None:
    encoded = encode(SmsSubmit(destination=SOMEBODY, text="16.3 °C"))
    assert encoded.hex == "0001000B913336990800F100080E00310036002E0033002000B00043"
    assert encoded.tpdu_length == 27


def test_flags_validity_and_a_service_centre_stand_where_they_belong() -> None:
    encoded = encode(
        SmsSubmit(
            smsc=Address.from_text("+33639980900"),
            destination=SOMEBODY,
            text="Hi",
            mr=7,
            message_class=0,
            validity=timedelta(hours=1),
            status_report=True,
            reply_path=True,
            reject_duplicates=True,
        )
    )
    assert encoded.hex == "07913336990809F0" + "B507" + "0B913336990800F1" + "00" + "10" + "0B" + "02C834"
    assert encoded.tpdu_length == len(encoded.octets) - 8


def test_a_part_of_a_long_text_begins_at_the_septet_border_behind_its_header() -> None:
    part = Concatenation(reference=42, total=2, sequence=2)
    encoded = encode(SmsDeliver(originating=SOMEBODY, text="et voici la fin.", concatenation=part, more_messages=True))
    # The same part as a recorded one, but for its service centre and date.
    assert encoded.hex == ("00400B913336990800F10000" + "00" * 7 + "170500032A0202CA7490FD9D1EA741EC30C89C76BB00")


def test_a_report_says_which_message_what_became_of_it_and_when() -> None:
    report = SmsStatusReport(
        mr=12,
        recipient=SOMEBODY,
        status=0x46,
        scts=datetime(2026, 3, 14, 9, 0, 3, tzinfo=timezone(timedelta(hours=1))),
        discharge=datetime(2026, 3, 14, 9, 0, 30, tzinfo=timezone(timedelta(hours=1))),
    )
    encoded = encode(report)
    assert encoded.hex == "00060C0B913336990800F1" + "62304190003040" + "62304190000340" + "46"
    assert decode(encoded.octets) == report


def test_a_report_may_carry_a_text() -> None:
    report = SmsStatusReport(mr=1, recipient=SOMEBODY, status=0, text="Lu à 9 h", message_class=1)
    found = decode(encode(report).octets)
    assert isinstance(found, SmsStatusReport)
    assert (found.text, found.dcs, found.pid, found.message_class) == ("Lu à 9 h", 0x11, None, 1)


DIGITS = st.text("0123456789*#abc", min_size=1, max_size=20)
NAMES = st.text(gsm7.DEFAULT.replace("\x1b", ""), min_size=1, max_size=11)
NUMBER_TYPES = [ton for ton in TypeOfNumber if ton is not TypeOfNumber.ALPHANUMERIC]
ADDRESSES = st.builds(
    Address, digits=DIGITS, ton=st.sampled_from(NUMBER_TYPES), npi=st.sampled_from(NumberingPlan)
) | st.builds(Address, digits=NAMES, ton=st.just(TypeOfNumber.ALPHANUMERIC))
CENTRES = st.none() | st.builds(Address, digits=DIGITS, ton=st.sampled_from(NUMBER_TYPES))
ZONES = st.integers(-79, 79).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))
MOMENTS = st.none() | st.builds(
    lambda moment, zone: moment.replace(microsecond=0, tzinfo=zone),
    st.datetimes(datetime(1990, 1, 1), datetime(2089, 12, 31)),  # noqa: DTZ001 - the zone is drawn apart
    ZONES,
)
TEXTS = st.text(gsm7.DEFAULT.replace("\x1b", "") + "€[]", max_size=60) | st.text(max_size=30)
PARTS = st.none() | st.builds(
    lambda reference, counts, wide: Concatenation(
        reference=reference if wide else reference & 255, total=max(counts), sequence=min(counts), wide=wide
    ),
    st.integers(0, 0xFFFF),
    st.tuples(st.integers(1, 255), st.integers(1, 255)),
    st.booleans(),
)
ELEMENTS = st.lists(
    st.builds(Element, iei=st.sampled_from((0x01, 0x0A, 0x70, 0xA1)), data=st.binary(max_size=5)), max_size=3
).map(tuple)
CONTENT = {
    "text": TEXTS,
    "message_class": st.none() | st.integers(0, 3),
    "udh": ELEMENTS,
    "concatenation": PARTS,
    "smsc": CENTRES,
    "pid": st.integers(0, 255),
}
DELIVERS = st.builds(
    SmsDeliver,
    originating=ADDRESSES,
    scts=MOMENTS,
    more_messages=st.booleans(),
    loop_prevention=st.booleans(),
    status_report=st.booleans(),
    reply_path=st.booleans(),
    **CONTENT,
)
SUBMITS = st.builds(
    SmsSubmit,
    destination=ADDRESSES,
    mr=st.integers(0, 255),
    validity=MOMENTS | st.integers(1, 24 * 12).map(lambda count: timedelta(minutes=5 * count) if count < 144 else None),
    status_report=st.booleans(),
    reject_duplicates=st.booleans(),
    **CONTENT,
)
REPORTS = st.builds(
    SmsStatusReport,
    mr=st.integers(0, 255),
    recipient=ADDRESSES,
    status=st.integers(0, 255),
    scts=MOMENTS,
    discharge=MOMENTS,
    for_command=st.booleans(),
    smsc=CENTRES,
)


@given(DELIVERS | SUBMITS | REPORTS)
@settings(max_examples=300)
def test_what_is_encoded_is_decoded_as_it_was(message: Message) -> None:
    direction = Direction.MO if isinstance(message, SmsSubmit) else Direction.MT
    encoded = encode(message)
    found = decode_hex(encoded.hex, direction=direction, tpdu_length=encoded.tpdu_length)
    # What encode derived (coding, header) is there now, and a missing date was said to be none.
    derived = {name: getattr(found, name) for name in ("dcs", "alphabet", "udh", "warnings")}
    if found.dcs is None:
        derived["message_class"] = message.message_class
    assert found == replace(message, **derived)
    assert encode(replace(found, warnings=())) == encoded
    assert set(message.udh) <= set(found.udh)


@given(st.binary(max_size=140))
def test_data_is_carried_octet_by_octet(data: bytes) -> None:
    found = decode(encode(SmsDeliver(originating=SOMEBODY, data=data)).octets)
    assert isinstance(found, SmsDeliver)
    assert (found.data, found.text, found.alphabet) == (data, None, Alphabet.DATA)


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "x" * 161},
        {"text": "é" * 160 + "€"},
        {"text": "°" * 71},
        {"text": "x" * 154, "concatenation": Concatenation(reference=1, total=2, sequence=1)},
        {"text": "°" * 68, "concatenation": Concatenation(reference=1, total=2, sequence=1)},
        {"text": "\ud83d"},
        {"text": "°", "alphabet": Alphabet.GSM7},
        {"text": "x", "message_class": 4},
        {"text": "x", "dcs": 8, "alphabet": Alphabet.GSM7},
        {"text": "x", "dcs": 0, "message_class": 1},
        {"text": "x", "data": b"x"},
        {"data": bytes(141)},
        {"text": "x", "pid": 256},
        {"text": "x", "mr": -1},
        {"text": "x", "validity": timedelta(0)},
        {"text": "x", "validity": timedelta(weeks=64)},
        {"text": "x", "validity": datetime(2026, 1, 1)},  # noqa: DTZ001 - a naive moment is the point
        {"text": "x", "validity": datetime(1900, 1, 1, tzinfo=UTC)},
        {"text": "x", "concatenation": Concatenation(reference=1, total=1, sequence=2)},
        {"text": "x", "concatenation": Concatenation(reference=256, total=2, sequence=2)},
        {
            "text": "x",
            "concatenation": Concatenation(reference=1, total=2, sequence=1),
            "udh": (Element(iei=0, data=b"\x02\x02\x01"),),
        },
        {"text": "x", "udh": (Element(iei=0x70, data=bytes(140)),)},
        {"text": "x", "destination": Address(digits="+33")},
        {"text": "x", "destination": Address(digits="1" * 21)},
        {"text": "x", "smsc": Address(digits="Alarm", ton=TypeOfNumber.ALPHANUMERIC)},
    ],
)
def test_a_message_that_cannot_exist_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(EncodeError):
        encode(SmsSubmit(**({"destination": SOMEBODY} | wrong)))


@pytest.mark.parametrize(
    ("text", "part", "octets"),
    [
        ("x" * 160, None, 140),
        ("°" * 70, None, 140),
        ("x" * 153, Concatenation(reference=1, total=2, sequence=1), 140),
        ("°" * 67, Concatenation(reference=1, total=2, sequence=1), 140),
        ("x" * 152, Concatenation(reference=1, total=2, sequence=1, wide=True), 140),
        ("°" * 66, Concatenation(reference=1, total=2, sequence=1, wide=True), 139),
    ],
)
def test_a_full_message_fills_140_octets_of_user_data(text: str, part: Concatenation | None, octets: int) -> None:
    encoded = encode(SmsSubmit(destination=SOMEBODY, text=text, concatenation=part))
    assert len(encoded.octets) == 1 + 2 + 8 + 2 + 1 + octets
    found = decode(encoded.octets, direction=Direction.MO)
    assert (found.text, found.concatenation, found.warnings) == (text, part, ())
