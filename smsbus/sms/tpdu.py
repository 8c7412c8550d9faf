"""The way in: octets become one of the six kinds of TPDU, here SMS-DELIVER and SMS-SUBMIT (3GPP TS 23.040 §9.2.2).

A PDU, as modems print and take it, is the service centre's address and then the TPDU. The first octet of the TPDU says
what it is, in two bits whose meaning depends on the direction:

    bits 1 0    towards the mobile (MT)     from the mobile (MO)
    0 0         SMS-DELIVER                 SMS-DELIVER-REPORT
    0 1         SMS-SUBMIT-REPORT           SMS-SUBMIT
    1 0         SMS-STATUS-REPORT           SMS-COMMAND
    1 1         reserved: as SMS-DELIVER    reserved: DecodeError

and six flags, of which TP-MMS is the trap: 1 says that *no* more messages are waiting.

Decoding is total: any octets give a message or DecodeError. What a careful receiver can live with (octets missing at
the end of the text, padding behind it, a date that is none, a wrong announced length) is decoded and stands in
`warnings`.
"""

import binascii
import re
from typing import Final

from . import address, reports, times, userdata
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
    SmsCommand,
    SmsDeliver,
    SmsDeliverReport,
    SmsStatusReport,
    SmsSubmit,
    SmsSubmitReport,
)
from .reports import check_tail, cut_off
from .times import Validity

__all__ = [
    "Direction",
    "Encoded",
    "Message",
    "SmsCommand",
    "SmsDeliver",
    "SmsDeliverReport",
    "SmsStatusReport",
    "SmsSubmit",
    "SmsSubmitReport",
    "decode",
    "decode_hex",
    "encode",
]

# What modems put around the digits of a PDU line.
_STRAY: Final = '" \t\r\n'

# Looking up a member of an enum costs ten times as much as a name of this module.
_MT: Final = Direction.MT

# How many octets TP-VP takes, by TP-VPF.
_VALIDITY_OCTETS: Final = (0, 7, 1, 7)


def decode(pdu: bytes, *, direction: Direction = _MT, tpdu_length: int | None = None) -> Message:
    """The message in `pdu`, which starts with the service centre; DecodeError for octets that are none.

    `direction`: what arrives is MT; of what a modem has stored, `Direction.of_status` tells. The mobile's own kinds,
    SMS-DELIVER-REPORT, SMS-SUBMIT and SMS-COMMAND, are found with MO only.

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
    if direction is _MT:
        if kind == 2:
            return reports.read_status_report(pdu, position, smsc, tpdu_length, warnings)
        if kind == 1:
            return reports.read_submit_report(pdu, position, smsc, warnings)
        # §9.2.3.1: the reserved value is to be processed as SMS-DELIVER.
        return _deliver(pdu, position, smsc, warnings)
    if kind == 1:
        return _submit(pdu, position, smsc, warnings)
    if kind == 2:
        return reports.read_command(pdu, position, smsc, warnings)
    if kind == 0:
        return reports.read_deliver_report(pdu, position, smsc, warnings)
    raise DecodeError("mti", position, "a TPDU of the reserved type")


def decode_hex(text: str, *, direction: Direction = _MT, tpdu_length: int | None = None) -> Message:
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
        raise cut_off(pdu, at, (("pid", 1), ("dcs", 1), ("scts", 7), ("udl", 1)))
    octet = pdu[at + 1]
    coding = CODINGS[octet]
    scts = times.read_moment(pdu, at + 2, "scts", warnings)
    udh, concatenation, text, data, end = userdata.read(pdu, at + 9, flags & HEADER != 0, coding, warnings)
    if end != len(pdu):
        check_tail(pdu, end, warnings)
    return SmsDeliver(
        smsc=smsc,
        originating=originating,
        pid=pdu[at],
        dcs=octet,
        alphabet=coding.alphabet,
        message_class=coding.message_class,
        scts=scts,
        udh=udh,
        concatenation=concatenation,
        text=text,
        data=data,
        udl=pdu[at + 9],
        more_messages=not flags & NO_MORE_MESSAGES,
        loop_prevention=flags & LOOP_PREVENTION != 0,
        status_report=flags & REPORT != 0,
        reply_path=flags & REPLY_PATH != 0,
        warnings=tuple(warnings),
    )


def _submit(pdu: bytes, position: int, smsc: Address | None, warnings: list[str]) -> SmsSubmit:
    flags = pdu[position]
    destination, at = address.read(pdu, position + 2, "da", warnings)
    validity_format = flags >> 3 & 3
    validity_octets = _VALIDITY_OCTETS[validity_format]
    if at + 3 + validity_octets > len(pdu):
        raise cut_off(pdu, at, (("pid", 1), ("dcs", 1), ("vp", validity_octets), ("udl", 1)))
    octet = pdu[at + 1]
    coding = CODINGS[octet]
    validity = _read_validity(pdu, at + 2, validity_format, warnings)
    start = at + 2 + validity_octets
    udh, concatenation, text, data, end = userdata.read(pdu, start, flags & HEADER != 0, coding, warnings)
    if end != len(pdu):
        check_tail(pdu, end, warnings)
    return SmsSubmit(
        smsc=smsc,
        mr=pdu[position + 1],
        destination=destination,
        pid=pdu[at],
        dcs=octet,
        alphabet=coding.alphabet,
        message_class=coding.message_class,
        validity=validity,
        udh=udh,
        concatenation=concatenation,
        text=text,
        data=data,
        udl=pdu[start],
        status_report=flags & REPORT != 0,
        reply_path=flags & REPLY_PATH != 0,
        reject_duplicates=flags & REJECT_DUPLICATES != 0,
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
