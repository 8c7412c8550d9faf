"""Octets to messages: what public projects recorded is read as they read it, and nothing else ever happens."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsbus.sms.address import Address
from smsbus.sms.dcs import CODINGS
from smsbus.sms.errors import DecodeError
from smsbus.sms.times import EnhancedValidity
from smsbus.sms.tpdu import (
    Direction,
    Message,
    SmsCommand,
    SmsDeliver,
    SmsStatusReport,
    SmsSubmit,
    decode,
    decode_hex,
    encode,
)

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
        case other:
            return {"kind": type(other).__name__}
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
        ("0001", "mt", "pi"),
        ("000100", "mt", "scts"),
        ("0001D300", "mt", "scts"),
        ("0000", "mo", "pi"),
        ("0000D3", "mo", "pi"),
        ("0002", "mo", "mr"),
        ("000201000001", "mo", "da"),
        ("0002010000010B913336990800F1", "mo", "cdl"),
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
        if not isinstance(message, SmsCommand) and message.text is not None:
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
