"""TPDUs: what public projects recorded is decoded, what is encoded is decoded again, and nothing else ever happens."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsbus.sms import gsm7
from smsbus.sms.address import Address, NumberingPlan, TypeOfNumber
from smsbus.sms.dcs import CODINGS, Alphabet
from smsbus.sms.errors import DecodeError, EncodeError
from smsbus.sms.times import EnhancedValidity
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

VECTORS = Path(__file__).parents[2] / "vectors"
REAL = [json.loads(line) for line in (VECTORS / "vectors.jsonl").read_text("utf-8").splitlines()]
SAMPLES = json.loads((VECTORS / "pdu_samples.json").read_text("utf-8"))["samples"]

SOMEBODY = Address.from_text("+33639980001")


def said(message: Message) -> dict[str, Any]:
    """The fields of a message under the names the vectors use."""
    match message:
        case SmsDeliver():
            kind, number = "deliver", message.originating
        case SmsSubmit():
            kind, number = "submit", message.destination
        case SmsStatusReport():
            kind, number = "status-report", message.recipient
    coding = CODINGS[message.dcs or 0]
    fields: dict[str, Any] = {
        "kind": kind,
        "smsc": message.smsc.text if message.smsc else "",
        "number": number.text,
        "number_type": number.ton.name.lower(),
        "pid": message.pid,
        "dcs": message.dcs,
        "alphabet": message.alphabet.value if message.alphabet else None,
        "msg_class": message.message_class,
        "compressed": coding.compressed,
        "udh": [{"iei": element.iei, "data": element.data.hex()} for element in message.udh],
        "concat": None,
        "text": message.text,
        "data": None if message.data is None else message.data.hex(),
        "mwi": None,
        "validity": None,
    }
    if message.concatenation:
        part = message.concatenation
        fields["concat"] = {"ref": part.reference, "total": part.total, "seq": part.sequence}
    if coding.waiting:
        waiting = coding.waiting
        fields["mwi"] = {"store": waiting.store, "active": waiting.active, "type": waiting.kind.value}
    for name in ("mr", "status", "more_messages", "status_report", "reply_path", "reject_duplicates"):
        fields[name] = getattr(message, name, None)
    for name, theirs in (("scts", "timestamp"), ("discharge", "discharge")):
        moment = getattr(message, name, None)
        fields[theirs] = moment.isoformat() if moment else None
    if isinstance(message, SmsSubmit):
        fields["validity"] = validity_said(message)
    return fields


def validity_said(message: SmsSubmit) -> dict[str, Any]:
    match message.validity:
        case None:
            return {"format": "none"}
        case timedelta() as duration:
            return {"format": "relative", "seconds": duration.total_seconds()}
        case datetime() as until:
            return {"format": "absolute", "until": until.isoformat()}
        case EnhancedValidity(duration=duration):
            return {"format": "enhanced", "seconds": duration.total_seconds() if duration else None}


@pytest.mark.parametrize("vector", REAL, ids=lambda vector: vector["id"])
def test_a_recorded_pdu_says_what_independent_decoders_agree_on(vector: dict[str, Any]) -> None:
    message = decode_hex(vector["pdu"], direction=Direction(vector["direction"]), tpdu_length=vector["tpdu_len"])
    found = said(message)
    assert {name: found[name] for name in vector["expect"]} == vector["expect"]


# Recorded PDUs that are unsound, so that writing what they say gives other octets: those behind the end of the text
# (p0001, p0004), a header without elements (p0013), a report with an empty TP-PI (p0017, p0183), bits that are neither
# text nor zero in fill or padding (p0031, p0044, p0045, p0140, p0180, p0195), a last semi-octet that should be a filler
# (p0074-p0076, p0266, p0267), and a reserved first digit of a seventh octet (p0108).
UNSOUND = {
    "p0001",
    "p0004",
    "p0013",
    "p0017",
    "p0031",
    "p0044",
    "p0045",
    "p0074",
    "p0075",
    "p0076",
    "p0108",
    "p0140",
    "p0180",
    "p0183",
    "p0195",
    "p0266",
    "p0267",
}


@pytest.mark.parametrize("vector", REAL, ids=lambda vector: vector["id"])
def test_a_recorded_pdu_is_written_with_the_same_octets_and_says_the_same_again(vector: dict[str, Any]) -> None:
    direction = Direction(vector["direction"])
    message = decode_hex(vector["pdu"], direction=direction)
    encoded = encode(message)
    if vector["id"] not in UNSOUND:
        assert encoded.hex == vector["pdu"].upper()
        assert encoded.tpdu_length == vector["tpdu_len"]
    assert decode(encoded.octets, direction=direction) == replace(message, warnings=())


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["name"])
def test_a_line_as_modems_print_it_is_read(sample: dict[str, Any]) -> None:
    if sample["type"] in ("junk", "empty"):
        with pytest.raises(DecodeError):
            decode_hex(sample["pdu"], tpdu_length=sample.get("tpdu_length"))
        return
    message = decode_hex(sample["pdu"], tpdu_length=sample.get("tpdu_length"))
    found = said(message)
    assert found["kind"] == sample["type"].replace("_", "-")
    for ours, theirs in (("number", "sender"), ("number", "recipient"), ("text", "text"), ("mr", "mr")):
        assert found[ours] == sample.get(theirs, found[ours])
    assert found["status"] == sample.get("status", found["status"])
    assert found["timestamp"] == sample.get("timestamp", found["timestamp"])
    if "concat" in sample:
        part = sample["concat"]
        assert found["concat"] == {"ref": part["ref"], "total": part["total"], "seq": part["part"]}


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


def test_padding_behind_a_report_is_not_taken_for_a_text() -> None:
    report = "00060C0B913336990800F1623041900300406230419003504000"
    for padded, length in ((report + "FF" * 20, None), (report + "07" + "00" * 9, 25)):
        found = decode_hex(padded, tpdu_length=length)
        assert isinstance(found, SmsStatusReport)
        assert (found.text, found.pid, found.status) == (None, None, 0)


@pytest.mark.parametrize("tail", ["", '"', ",0", ' ",0 ', "\r\n", "\r"])
def test_what_modems_append_to_the_digits_is_forgiven(tail: str) -> None:
    found = decode_hex("00040B913336990800F10000623041906235400BD3B07B0E1A97DD747919" + tail)
    assert isinstance(found, SmsDeliver)
    assert found.text == "Sans centre"


@pytest.mark.parametrize(
    "line", ["", "0", "00 04", "+0040B", "0x0004", "00_04", "0004,0,0", "00,zz", "٠٠", "0004\u2028", "GG", '00"04']
)
def test_what_is_not_hexadecimal_is_refused(line: str) -> None:
    with pytest.raises(DecodeError):
        decode_hex(line)


@pytest.mark.parametrize(
    ("pdu", "direction", "field"),
    [
        ("", "mt", "smsc"),
        ("0791", "mt", "smsc"),
        ("0D91" + "00" * 40, "mt", "smsc"),
        ("00", "mt", "mti"),
        ("0004", "mt", "oa"),
        ("00040B9133", "mt", "oa"),
        ("0004FF91" + "00" * 160, "mt", "oa"),
        ("00040B913336990800F1", "mt", "pid"),
        ("00040B913336990800F100", "mt", "dcs"),
        ("00040B913336990800F10000623041", "mt", "scts"),
        ("00040B913336990800F1000062304190623540", "mt", "udl"),
        ("00110B0B913336990800F10000", "mo", "vp"),
        ("00060C0B913336990800F1623041900300406230419003", "mt", "dt"),
        ("00060C0B913336990800F16230419003004062304190035040", "mt", "st"),
        ("0001", "mt", "mti"),
        ("0000", "mo", "mti"),
        ("0002", "mo", "mti"),
        ("0003", "mo", "mti"),
    ],
)
def test_a_message_cut_off_names_the_field_that_is_missing(pdu: str, direction: str, field: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decode_hex(pdu, direction=Direction(direction))
    assert caught.value.field == field
    assert 0 <= caught.value.octet <= len(pdu) // 2


def test_the_reserved_type_is_read_as_a_message_received() -> None:
    assert isinstance(decode_hex("00070B913336990800F1000062304190623540024F25"), SmsDeliver)


def test_octets_missing_at_the_end_of_the_text_cost_only_their_text() -> None:
    found = decode_hex("00040B913336990800F10000623041906235400BD3B07B0E1A97", tpdu_length=29)
    assert isinstance(found, SmsDeliver)
    assert found.text == "Sans c"
    assert found.warnings == ("length: 29 octets announced, 25 came", "ud: 4 octets are missing at the end")


def test_a_date_that_is_none_is_no_date_and_the_text_is_read() -> None:
    found = decode_hex("00040B913336990800F10000FFFFFFFFFFFFFF02C834")
    assert isinstance(found, SmsDeliver)
    assert (found.scts, found.text, len(found.warnings)) == (None, "Hi", 1)


@given(st.binary(max_size=220), st.sampled_from(Direction), st.none() | st.integers(-1, 300))
@settings(max_examples=400)
def test_any_octets_are_a_message_or_a_decode_error(pdu: bytes, direction: Direction, length: int | None) -> None:
    try:
        message = decode(pdu, direction=direction, tpdu_length=length)
    except DecodeError as error:
        assert 0 <= error.octet <= len(pdu)
    else:
        if isinstance(message.text, str):
            message.text.encode("utf-8")


@given(st.sampled_from(REAL), st.data())
@settings(max_examples=400)
def test_a_damaged_pdu_is_a_message_or_a_decode_error(vector: dict[str, Any], data: st.DataObject) -> None:
    octets = bytearray.fromhex(vector["pdu"])
    for _ in range(data.draw(st.integers(1, 4))):
        octets[data.draw(st.integers(0, len(octets) - 1))] = data.draw(st.integers(0, 255))
    damaged = bytes(octets[: data.draw(st.integers(0, len(octets)))])
    try:
        message = decode(damaged, direction=Direction(vector["direction"]))
    except DecodeError as error:
        assert error.reason
    else:
        assert said(message)["kind"]


@given(st.text(max_size=40))
def test_any_line_is_a_message_or_a_decode_error(line: str) -> None:
    try:
        assert decode_hex(line)
    except DecodeError as error:
        assert error.field


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
