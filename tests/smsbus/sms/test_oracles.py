"""What we write, programs that share no line with us read: tshark's dissector and libgammu, over every feature.

Each is asked only where it is right. tshark 4.0 ignores national tables; libgammu drops `*` and `#`, leaves stale
characters behind a text with an escape, does not know enhanced validities, reports and commands, and does not tell
TP-RD and TP-RP. Neither is asked how it reads octets that are wrong: that is what the recorded PDUs are for.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from smsbus.sms import gsm7, udh
from smsbus.sms.address import Address, NumberingPlan, TypeOfNumber
from smsbus.sms.dcs import CODINGS, Alphabet
from smsbus.sms.message import Message
from smsbus.sms.segments import segmentation
from smsbus.sms.times import EnhancedValidity
from smsbus.sms.tpdu import (
    Direction,
    SmsCommand,
    SmsDeliver,
    SmsDeliverReport,
    SmsStatusReport,
    SmsSubmit,
    SmsSubmitReport,
    encode,
)
from smsbus.sms.udh import Concatenation, Element, Ports, concatenation_element, ports_element

from . import tshark

SOMEBODY = Address.from_text("+33639980001")
CENTRE = Address.from_text("+33639980900")
MOMENT = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)
NAME = TypeOfNumber.ALPHANUMERIC


def at(hours: float) -> datetime:
    return MOMENT.replace(tzinfo=timezone(timedelta(hours=hours)))


def deliver(**wanted: Any) -> SmsDeliver:
    return SmsDeliver(**({"originating": SOMEBODY, "smsc": CENTRE, "scts": MOMENT} | wanted))


def submit(**wanted: Any) -> SmsSubmit:
    return SmsSubmit(**({"destination": SOMEBODY, "text": "Hi"} | wanted))


ADDRESSES = [
    *(Address(digits="1234567890"[:count], ton=ton) for count in range(11) for ton in list(TypeOfNumber)[:5]),
    *(Address(digits="3663", npi=npi) for npi in NumberingPlan),
    *(Address(digits="Ab3 deÉ@h{j"[:count], ton=NAME, npi=NumberingPlan.UNKNOWN) for count in range(1, 10)),
    Address(digits="12345678901234567890", ton=TypeOfNumber.INTERNATIONAL),
    Address(digits="*100#abc"),
]
TEXTS = [
    *("1234567890123456"[:count] for count in range(17)),
    "".join(character for character in gsm7.DEFAULT if character != "\x1b"),
    "[one] {two} \\three| ~four^ 5€\f",
    "ends with @",
    "ends with \r",
    "two\r\nlines",
    "x" * 160,
    "€" * 80,
    "16.3 °C",
    "°" * 70,
    "👍 Привет 温度 " + "👨\u200d👩\u200d👧",
]
ZONES = (0, 1, 5.75, 14, -5, -3.5, -12, 19.75, -19.75)
FORMATTING = Element(iei=0x0A, data=b"\x00\x02\x10")
TO_PORT = (ports_element(Ports(destination=1, source=2)),)
SECOND = Concatenation(reference=1, total=2, sequence=2)
LONG = "All work and no play makes Jack a dull boy. " * 8

DELIVERS = [
    *(deliver(originating=address, text="Hi") for address in ADDRESSES),
    *(deliver(text=text) for text in TEXTS),
    *(deliver(text=text, concatenation=Concatenation(reference=9, total=3, sequence=2)) for text in TEXTS[:17]),
    *(deliver(text="Hi", scts=at(hours)) for hours in ZONES),
    *(deliver(text="Hi", message_class=number) for number in range(4)),
    *(deliver(text="°", message_class=number) for number in range(4)),
    *(deliver(data=bytes(range(count)), message_class=1) for count in (1, 2, 140)),
    *(deliver(text="Hi", dcs=dcs) for dcs in (0xC8, 0xD9, 0xF1)),
    *(deliver(text="Hi", pid=pid) for pid in (0x00, 0x1F, 0x24, 0x32, 0x40, 0x47, 0x7F, 0xC1)),
    deliver(text="Hi", more_messages=True, status_report=True, reply_path=True),
    deliver(text="Hi", loop_prevention=True),
    deliver(text="Hi", concatenation=Concatenation(reference=0x9F8E, total=255, sequence=255, wide=True)),
    deliver(text="°", concatenation=Concatenation(reference=255, total=2, sequence=1)),
    deliver(data=b"\x01\x06", udh=(ports_element(Ports(destination=2948, source=9200)),)),
    deliver(text="Hi", udh=(Element(iei=udh.PORTS_8, data=b"\xf0\xf1"),)),
    deliver(text="Hi", udh=(Element(iei=udh.SPECIAL_MESSAGE, data=b"\x80\x03"),)),
    deliver(text="Hi there", udh=(FORMATTING, Element(iei=0x70, data=b"\x01\x02"))),
]
VALIDITIES = [timedelta(minutes=5), timedelta(hours=13), timedelta(days=4), timedelta(weeks=63), at(1), at(-7)]
SUBMITS = [
    *(submit(destination=address) for address in ADDRESSES if address.ton is not NAME),
    submit(destination=Address.from_text("Alarm")),
    *(submit(text=text) for text in TEXTS),
    *(submit(validity=validity) for validity in VALIDITIES),
    *(submit(mr=mr) for mr in (0, 1, 255)),
    submit(pid=0x41),
    submit(message_class=0),
    submit(message_class=0, text="°"),
    submit(text=None, data=b"\x00\xff\x80"),
    submit(status_report=True, smsc=CENTRE),
    submit(reject_duplicates=True),
    submit(reply_path=True, validity=timedelta(hours=1), reject_duplicates=True, status_report=True),
    submit(udh=(ports_element(Ports(destination=2948, source=49999)),)),
    *(
        submit(text=part, concatenation=Concatenation(reference=258, total=3, sequence=sequence, wide=True))
        for sequence, part in enumerate(segmentation(LONG, wide=True).parts, 1)
    ),
    submit(text="°" * 64, udh=(concatenation_element(SECOND), *TO_PORT), concatenation=SECOND),
]
REPORTS = [
    SmsStatusReport(mr=mr, recipient=recipient, status=status, scts=at(2), discharge=at(-2.5))
    for mr, recipient, status in [
        *((12, SOMEBODY, status) for status in (0, 1, 2, 0x20, 0x25, 0x40, 0x46, 0x49, 0x60, 0x65)),
        (255, Address(digits="3663"), 0),
    ]
]
NATIONAL = [
    submit(text=part, udh=found.udh, alphabet=found.alphabet)
    for found in (segmentation("ğ" * 78, languages=[1]), segmentation("x" * 100 + "ş", languages=[1, 3]))
    for part in found.parts
]
ENHANCED = [
    submit(validity=EnhancedValidity.of(duration, single_shot=once))
    for duration, once in ((None, True), (timedelta(seconds=9), False), (timedelta(days=5), False))
]
OTHERS: list[Message] = [
    SmsDeliverReport(),
    SmsDeliverReport(fcs=0xD3, pid=1),
    SmsDeliverReport(fcs=0xD5, pid=0x7F, dcs=0xF6, data=b"\x01\x02"),
    SmsSubmitReport(scts=MOMENT),
    SmsSubmitReport(fcs=0xC5, scts=at(1)),
    SmsCommand(mr=3, command_type=2, message_number=8, destination=SOMEBODY, data=b"ab", status_report=True),
    SmsCommand(mr=3, pid=0x40, command_type=0, message_number=255, destination=Address(digits="3663")),
]


def direction_of(message: Message) -> Direction:
    return Direction.MO if isinstance(message, SmsSubmit | SmsDeliverReport | SmsCommand) else Direction.MT


# --- tshark ---------------------------------------------------------------------------------------------------------


def in_the_words_of_tshark(message: Message) -> dict[str, list[str]]:
    """The fields that tshark must find, and nothing taken from our own octets."""
    found: dict[str, list[str]] = {}
    for ours, theirs in (("mr", "tp-mr"), ("pid", "tp-pid"), ("message_number", "tp.message_number")):
        if (value := getattr(message, ours, None)) is not None:
            found[theirs] = [str(value)]
    for ours, theirs in FLAGS[type(message)].items():
        found[theirs] = [str(int(getattr(message, ours)))]
    for ours, theirs in (("originating", "tp-oa"), ("destination", "tp-da"), ("recipient", "tp-ra")):
        address = getattr(message, ours, None)
        if address is not None:
            found |= {
                "dis_field_addr.num_type": [str(int(address.ton))],
                "dis_field_addr.num_plan": [str(int(address.npi))],
            }
            if address.digits:
                found[theirs] = [address.digits]
    moments = [getattr(message, name, None) for name in ("scts", "discharge", "validity")]
    found |= stamps([moment for moment in moments if isinstance(moment, datetime)])
    if not isinstance(message, SmsCommand):
        found |= content(message)
    return found


FLAGS: dict[type[Message], dict[str, str]] = {
    SmsDeliver: {"status_report": "tp-sri", "reply_path": "tp-rp", "loop_prevention": "tp-lp"},
    SmsSubmit: {"status_report": "tp-srr", "reply_path": "tp-rp", "reject_duplicates": "tp-rd"},
    SmsStatusReport: {"for_command": "tp-srq", "loop_prevention": "tp-lp"},
    SmsDeliverReport: {},
    SmsSubmitReport: {},
    SmsCommand: {"status_report": "tp-srr", "command_type": "tp.command_type"},
}


def stamps(moments: Sequence[datetime]) -> dict[str, list[str]]:
    if not moments:
        return {}
    offsets = [moment.utcoffset() or timedelta() for moment in moments]
    names = ("year", "month", "day", "hour", "minutes", "seconds")
    read = [(each.year % 100, each.month, each.day, each.hour, each.minute, each.second) for each in moments]
    found = {
        f"scts.{name}": list(map(str, values)) for name, values in zip(names, zip(*read, strict=True), strict=True)
    }
    # It gives the zone in quarters of an hour, without the sign.
    return found | {"scts.timezone": [str(abs(offset) // timedelta(minutes=15)) for offset in offsets]}


def content(message: Any) -> dict[str, list[str]]:
    """Text or data, and what the header says."""
    found = {}
    ports = udh.ports(message.udh)
    if message.text:
        found["sms_text"] = [message.text]
    elif message.data and ports is None:  # data for a port it hands on to another dissector
        found["sms_body"] = [message.data.hex(":")]
    if message.concatenation is not None:
        part = message.concatenation
        numbers = {"msg_id": part.reference, "msg_parts": part.total, "msg_part": part.sequence}
        found |= {f"udh.mm.{name}": [str(value)] for name, value in numbers.items()}
    if ports is not None:
        found |= {"destination_port": [str(ports.destination)], "originator_port": [str(ports.source)]}
    if getattr(message, "fcs", None) is not None:
        found["tp-fcs"] = [f"0x{message.fcs:02x}"]
    if message.dcs is not None:
        found["tp-dcs"] = [str(message.dcs)]
    return found


@pytest.mark.skipif(not tshark.AVAILABLE, reason=tshark.WHY_NOT)
@pytest.mark.parametrize(
    "messages", [DELIVERS, SUBMITS, REPORTS, OTHERS], ids=["delivers", "submits", "status reports", "others"]
)
def test_tshark_reads_what_we_write(messages: Sequence[Message], tmp_path: Path) -> None:
    tpdus = [(tpdu_of(message), direction_of(message)) for message in messages]
    for message, read in zip(messages, tshark.dissect(tpdus, tmp_path), strict=True):
        wanted = in_the_words_of_tshark(message)
        assert {name: read.get(name) for name in wanted} == wanted, message


def tpdu_of(message: Message) -> bytes:
    encoded = encode(message)
    return encoded.octets[-encoded.tpdu_length :]


@pytest.mark.skipif(not tshark.AVAILABLE, reason=tshark.WHY_NOT)
def test_tshark_reads_the_rest_of_the_fields_of_a_status_a_class_and_a_waiting_message(tmp_path: Path) -> None:
    messages: list[Message] = [
        SmsStatusReport(mr=1, recipient=SOMEBODY, status=0x46, scts=MOMENT, discharge=MOMENT),
        deliver(text="Hi", message_class=2),
        deliver(text="Hi", dcs=0xD9),
        deliver(text="Hi", udh=(Element(iei=udh.SPECIAL_MESSAGE, data=b"\x81\x03"),)),
        *NATIONAL,
        *ENHANCED,
        deliver(text="Hi", more_messages=True),
    ]
    read = tshark.dissect([(tpdu_of(message), direction_of(message)) for message in messages], tmp_path)
    assert (read[0]["dis_field.st_error"], read[0]["dis.field_st_reason"]) == (["2"], ["6"])
    assert read[1]["dcs.message_class"] == ["0x02"]
    assert (read[2]["dcs.indication_sense"], read[2]["dcs.message_waiting"]) == (["1"], ["0x01"])
    assert (read[3]["msg_ind_type"], read[3]["msg_count"]) == (["1"], ["3"])
    assert read[4]["dis_iei_lang.locking_shift"] == ["1"]
    assert read[5]["dis_iei_lang.single_shift"] == ["1"]
    assert [each["vp.single_shot_sm"] for each in read[6:9]] == [["1"], ["0"], ["0"]]
    assert [each["vp.validity_period_format"] for each in read[6:9]] == [["0"], ["2"], ["1"]]
    assert [each["vp.validity_period"] for each in read[7:9]] == [["9"], ["171"]]
    assert [each["tp-mms"] for each in (read[0], read[-1])] == [["1"], ["0"]]


# --- libgammu -------------------------------------------------------------------------------------------------------


def gammu_reads(message: Message) -> dict[str, Any]:
    gammu = pytest.importorskip("gammu", reason="python-gammu, an extra of `dev`, is not installed")
    found: dict[str, Any] = gammu.DecodePDU(encode(message).octets, True)
    return found


def understood(message: Message) -> bool:
    """Whether libgammu reads such a message rightly."""
    if isinstance(message, SmsStatusReport):
        return True
    if not isinstance(message, SmsDeliver | SmsSubmit):
        return False
    address = message.originating if isinstance(message, SmsDeliver) else message.destination
    plain = not any(character in (message.text or "") for character in gsm7.EXTENSION.values())
    usual = address.ton in (TypeOfNumber.UNKNOWN, TypeOfNumber.INTERNATIONAL) and address.npi is NumberingPlan.ISDN
    # An empty text, or data of no octets, it calls corrupt; it stops at NUL, where `@` would be.
    return plain and usual and address.digits.isdecimal() and bool(message.text or message.data)


def in_the_words_of_gammu(message: Any) -> dict[str, Any]:
    if isinstance(message, SmsStatusReport):
        number = message.recipient.text
        return {
            "Number": number,
            "DeliveryStatus": message.status,
            "MessageReference": message.mr,
            "DateTime": message.scts,
        }
    coding = CODINGS[message.dcs] if message.dcs is not None else None
    found: dict[str, Any] = {"Text": message.text if message.data is None else message.data}
    found["Class"] = -1 if message.message_class is None else message.message_class
    if coding is not None:
        found["Class"] = -1 if coding.message_class is None else coding.message_class
    if isinstance(message, SmsDeliver):
        found |= {"Number": message.originating.text, "DateTime": message.scts, "Type": "Deliver"}
    else:
        found |= {"Number": message.destination.text, "MessageReference": message.mr, "Type": "Submit"}
    found["SMSC"] = message.smsc.text if message.smsc else ""
    # A header of several elements it leaves as it is.
    if (part := message.concatenation) is not None and not message.udh:
        found["UDH"] = (part.reference, part.total, part.sequence)
    return found  # fmt: skip


@pytest.mark.parametrize("messages", [DELIVERS, SUBMITS, REPORTS], ids=["delivers", "submits", "status reports"])
def test_libgammu_reads_what_we_write(messages: Sequence[Message]) -> None:
    asked = [message for message in messages if understood(message)]
    assert len(asked) > len(messages) // 3
    for message in asked:
        read = gammu_reads(message)
        header = read["UDH"]
        reference = header["ID16bit"] if header["ID16bit"] > 0 else header["ID8bit"]
        read |= {"SMSC": read["SMSC"]["Number"], "UDH": (reference, header["AllParts"], header["PartNumber"])}
        wanted = in_the_words_of_gammu(message)
        assert {name: read[name] for name in wanted} == wanted, message


def test_what_libgammu_writes_we_read() -> None:
    from smsbus.sms.tpdu import decode

    gammu = pytest.importorskip("gammu", reason="python-gammu, an extra of `dev`, is not installed")
    for text in ("Hi", "é€[7@", "x" * 160, LONG, "16.3 °C", "👍" * 40):
        unicode = not gsm7.encodable(text)
        entries = [{"ID": "ConcatenatedTextLong", "Buffer": text}]
        parts = []
        for part in gammu.EncodeSMS({"Class": -1, "Unicode": unicode, "Entries": entries}):
            part |= {"Number": SOMEBODY.text, "SMSC": {"Number": CENTRE.text}}
            message = decode(gammu.EncodePDU(part), direction=Direction.MO)
            assert isinstance(message, SmsSubmit)
            assert (message.destination, message.smsc, message.warnings) == (SOMEBODY, CENTRE, ())
            assert message.alphabet is (Alphabet.UCS2 if unicode else Alphabet.GSM7)
            parts.append(message.text or "")
        assert "".join(parts) == text
