"""SMS-DELIVER, SMS-SUBMIT and SMS-STATUS-REPORT: the way in, and how octets become messages (3GPP TS 23.040 §9.2.2).

A PDU, as modems print and take it, is the service centre's address and then the TPDU. The first octet of the TPDU says
what it is, in two bits whose meaning depends on the direction:

    bits 1 0    towards the mobile (MT)     from the mobile (MO)
    0 0         SMS-DELIVER                 SMS-DELIVER-REPORT
    0 1         SMS-SUBMIT-REPORT           SMS-SUBMIT
    1 0         SMS-STATUS-REPORT           SMS-COMMAND
    1 1         reserved: as SMS-DELIVER    reserved

and six flags, of which TP-MMS is the trap: 1 says that *no* more messages are waiting.

Decoding is total: any octets give a message or DecodeError. What a careful receiver can live with (octets missing at
the end of the text, padding behind it, a date that is none, a wrong announced length) is decoded and stands in
`warnings`.
"""

import binascii
import itertools
import re
from typing import Final

from . import address, times, userdata
from .address import Address
from .dcs import CODINGS
from .encoding import Encoded, encode
from .errors import DecodeError
from .message import (
    ABSOLUTE,
    HEADER,
    LOOP_PREVENTION,
    MTI,
    NO_MORE_MESSAGES,
    NO_VALIDITY,
    REJECT_DUPLICATES,
    RELATIVE,
    REPLY_PATH,
    REPORT,
    Direction,
    Message,
    SmsDeliver,
    SmsStatusReport,
    SmsSubmit,
)
from .times import Validity
from .userdata import UserData

__all__ = [
    "Direction",
    "Encoded",
    "Message",
    "SmsDeliver",
    "SmsStatusReport",
    "SmsSubmit",
    "decode",
    "decode_hex",
    "encode",
]

# What modems put around the digits of a PDU line.
_STRAY: Final = '" \t\r\n'

# How many octets TP-VP takes, by TP-VPF.
_VALIDITY_OCTETS: Final = (0, 7, 1, 7)


def decode(pdu: bytes, *, direction: Direction = Direction.MT, tpdu_length: int | None = None) -> Message:
    """The message in `pdu`, which starts with the service centre; DecodeError for octets that are none.

    `tpdu_length` is the number of octets that the modem announced, without the service centre; where it does not fit
    what came, the octets are believed and a warning says so.
    """
    warnings: list[str] = []
    smsc, position = address.read_smsc(pdu, warnings)
    if position >= len(pdu):
        raise DecodeError("mti", position, "the message ends behind the service centre")
    if tpdu_length is not None and tpdu_length != len(pdu) - position:
        warnings.append(f"length: {tpdu_length} octets announced, {len(pdu) - position} came")
    kind = pdu[position] & MTI
    if direction is Direction.MT:
        if kind == 2:
            return _status_report(pdu, position, smsc, tpdu_length, warnings)
        if kind == 1:
            raise DecodeError("mti", position, "an SMS-SUBMIT-REPORT carries no message")
        # §9.2.3.1: the reserved value is to be processed as SMS-DELIVER.
        return _deliver(pdu, position, smsc, warnings)
    if kind == 1:
        return _submit(pdu, position, smsc, warnings)
    name = ("an SMS-DELIVER-REPORT", "", "an SMS-COMMAND", "a TPDU of the reserved type")[kind]
    raise DecodeError("mti", position, f"{name} carries no message")


def decode_hex(text: str, *, direction: Direction = Direction.MT, tpdu_length: int | None = None) -> Message:
    """`decode` of a line in hexadecimal; DecodeError where it is not.

    Forgiven is what modems have been seen to add: a quote or `,0` behind the digits, blanks around them.
    """
    try:
        # Unlike int() and bytes.fromhex(), this takes nothing but digits: no sign, blank or underscore.
        octets = binascii.a2b_hex(text)
    except ValueError:
        octets = binascii.a2b_hex(_digits(text))
    return decode(octets, direction=direction, tpdu_length=tpdu_length)


def _digits(line: str) -> str:
    digits, _, behind = line.strip(_STRAY).partition(",")
    digits = digits.rstrip(_STRAY) if behind.isdecimal() or not behind else line
    bad = re.search(r"[^0-9A-Fa-f]", digits)
    if bad:
        raise DecodeError("hex", bad.start() // 2, f"U+{ord(bad.group()):04X} is not a hexadecimal digit")
    if len(digits) % 2:
        raise DecodeError("hex", len(digits) // 2, "an odd number of digits, the line was cut")
    return digits


def _deliver(pdu: bytes, position: int, smsc: Address | None, warnings: list[str]) -> SmsDeliver:
    flags = pdu[position]
    originating, at = address.read(pdu, position + 1, "oa", warnings)
    if at + 10 > len(pdu):
        raise _cut_off(pdu, at, (("pid", 1), ("dcs", 1), ("scts", 7), ("udl", 1)))
    octet = pdu[at + 1]
    coding = CODINGS[octet]
    scts = times.read_moment(pdu, at + 2, "scts", warnings)
    content, end = userdata.read(pdu, at + 9, bool(flags & HEADER), coding, warnings)
    if end != len(pdu):
        _check_tail(pdu, end, warnings)
    return SmsDeliver(
        smsc=smsc,
        originating=originating,
        pid=pdu[at],
        dcs=octet,
        alphabet=coding.alphabet,
        message_class=coding.message_class,
        scts=scts,
        udh=content.udh,
        concatenation=content.concatenation,
        text=content.text,
        data=content.data,
        more_messages=not flags & NO_MORE_MESSAGES,
        loop_prevention=bool(flags & LOOP_PREVENTION),
        status_report=bool(flags & REPORT),
        reply_path=bool(flags & REPLY_PATH),
        warnings=tuple(warnings),
    )


def _submit(pdu: bytes, position: int, smsc: Address | None, warnings: list[str]) -> SmsSubmit:
    flags = pdu[position]
    destination, at = address.read(pdu, position + 2, "da", warnings)
    validity_format = flags >> 3 & 3
    validity_octets = _VALIDITY_OCTETS[validity_format]
    if at + 3 + validity_octets > len(pdu):
        raise _cut_off(pdu, at, (("pid", 1), ("dcs", 1), ("vp", validity_octets), ("udl", 1)))
    octet = pdu[at + 1]
    coding = CODINGS[octet]
    validity = _read_validity(pdu, at + 2, validity_format, warnings)
    content, end = userdata.read(pdu, at + 2 + validity_octets, bool(flags & HEADER), coding, warnings)
    if end != len(pdu):
        _check_tail(pdu, end, warnings)
    return SmsSubmit(
        smsc=smsc,
        mr=pdu[position + 1],
        destination=destination,
        pid=pdu[at],
        dcs=octet,
        alphabet=coding.alphabet,
        message_class=coding.message_class,
        validity=validity,
        udh=content.udh,
        concatenation=content.concatenation,
        text=content.text,
        data=content.data,
        status_report=bool(flags & REPORT),
        reply_path=bool(flags & REPLY_PATH),
        reject_duplicates=bool(flags & REJECT_DUPLICATES),
        warnings=tuple(warnings),
    )


def _read_validity(pdu: bytes, position: int, validity_format: int, warnings: list[str]) -> Validity | None:
    if validity_format == NO_VALIDITY:
        return None
    if validity_format == RELATIVE:
        return times.read_relative(pdu[position])
    if validity_format == ABSOLUTE:
        return times.read_moment(pdu, position, "vp", warnings)
    return times.read_enhanced(pdu[position : position + 7], warnings)


def _status_report(
    pdu: bytes, position: int, smsc: Address | None, tpdu_length: int | None, warnings: list[str]
) -> SmsStatusReport:
    flags = pdu[position]
    recipient, at = address.read(pdu, position + 2, "ra", warnings)
    if at + 15 > len(pdu):
        raise _cut_off(pdu, at, (("scts", 7), ("dt", 7), ("st", 1)))
    scts = times.read_moment(pdu, at, "scts", warnings)
    discharge = times.read_moment(pdu, at + 7, "dt", warnings)
    # Modems pad reports up to the size of a SIM record: believe the announced length where there is one.
    tail = pdu if tpdu_length is None else pdu[: max(at + 15, position + tpdu_length)]
    pid, dcs, content = _optional_fields(tail, at + 15, bool(flags & HEADER), warnings)
    coding = None if content is None else CODINGS[dcs or 0]
    return SmsStatusReport(
        smsc=smsc,
        mr=pdu[position + 1],
        recipient=recipient,
        scts=scts,
        discharge=discharge,
        status=pdu[at + 14],
        more_messages=not flags & NO_MORE_MESSAGES,
        loop_prevention=bool(flags & LOOP_PREVENTION),
        for_command=bool(flags & REPORT),
        pid=pid,
        dcs=dcs,
        alphabet=coding.alphabet if coding else None,
        message_class=coding.message_class if coding else None,
        udh=content.udh if content else (),
        concatenation=content.concatenation if content else None,
        text=content.text if content else None,
        data=content.data if content else None,
        warnings=tuple(warnings),
    )


def _optional_fields(
    pdu: bytes, at: int, has_header: bool, warnings: list[str]
) -> tuple[int | None, int | None, UserData | None]:
    """TP-PID, TP-DCS and user data as far as TP-PI announces them (§9.2.3.27) and they are there."""
    pid = dcs = content = None
    if at >= len(pdu) or not pdu[at:].strip(b"\xff"):
        return pid, dcs, content
    present = pdu[at]
    at += 1
    extended = present
    while extended & 0x80 and at < len(pdu):
        extended = pdu[at]
        at += 1
    if present & 1 and at < len(pdu):
        pid = pdu[at]
        at += 1
    if present & 2 and at < len(pdu):
        dcs = pdu[at]
        at += 1
    if present & 4 and at < len(pdu):
        # §9.2.3.27: without TP-DCS the default alphabet is meant.
        content, at = userdata.read(pdu, at, has_header, CODINGS[dcs or 0], warnings)
    _check_tail(pdu, at, warnings)
    return pid, dcs, content


def _check_tail(pdu: bytes, end: int, warnings: list[str]) -> None:
    tail = pdu[end:]
    if tail.strip(b"\xff"):
        warnings.append(f"length: {len(tail)} octets behind the end of the message are ignored")


def _cut_off(pdu: bytes, at: int, layout: tuple[tuple[str, int], ...]) -> DecodeError:
    """Names the field at which `pdu` ends too early."""
    ends = itertools.accumulate((size for _, size in layout), initial=at)
    missing = next(
        field for (field, _), end in zip(layout, itertools.islice(ends, 1, None), strict=True) if end > len(pdu)
    )
    return DecodeError(missing, len(pdu), "the message ends here")
