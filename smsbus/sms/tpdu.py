"""SMS-DELIVER, SMS-SUBMIT and SMS-STATUS-REPORT, from octets and to octets (3GPP TS 23.040 §9.2.2).

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
import enum
import itertools
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, assert_never

from . import address, gsm7, times, udh, userdata
from .address import Address
from .dcs import CODINGS, Alphabet, Coding, octet_for
from .errors import DecodeError, EncodeError
from .times import EnhancedValidity, Validity
from .udh import Concatenation, Element
from .userdata import UserData


class Direction(enum.Enum):
    """MT: towards the mobile, as received. MO: from the mobile, as submitted or stored to be."""

    MT = "mt"
    MO = "mo"


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsDeliver:
    """A message received (§9.2.2.1).

    `text` is None for 8 bit data and compressed text, which are in `data`. `scts` is None where it is no date.
    `message_class` 0 is a flash message. `status_report` is TP-SRI: the sender asked for a report. `more_messages` are
    waiting at the service centre. `udh` holds every element of the header, that of `concatenation` included.

    To encode one, give text or data, and `alphabet` and `message_class` or `dcs`; what is missing is derived.
    """

    originating: Address
    smsc: Address | None = None
    pid: int = 0
    dcs: int | None = None
    alphabet: Alphabet | None = None
    message_class: int | None = None
    scts: datetime | None = None
    udh: tuple[Element, ...] = ()
    concatenation: Concatenation | None = None
    text: str | None = None
    data: bytes | None = None
    more_messages: bool = False
    loop_prevention: bool = False
    status_report: bool = False
    reply_path: bool = False
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsSubmit:
    """A message to send (§9.2.2.2).

    `alphabet` None: GSM 7 bit where it has every character, else UCS2. `status_report` is TP-SRR: a report is wanted.
    `validity`: how long the service centre tries; a timedelta is rounded up to what TP-VP can say. `mr` is replaced by
    most modems. The other fields are those of SmsDeliver.
    """

    destination: Address
    smsc: Address | None = None
    mr: int = 0
    pid: int = 0
    dcs: int | None = None
    alphabet: Alphabet | None = None
    message_class: int | None = None
    validity: Validity | None = None
    udh: tuple[Element, ...] = ()
    concatenation: Concatenation | None = None
    text: str | None = None
    data: bytes | None = None
    status_report: bool = False
    reply_path: bool = False
    reject_duplicates: bool = False
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsStatusReport:
    """What became of a message sent (§9.2.2.3): `mr` and `recipient` tell which one, `status` (TP-ST) what.

    `scts` is when the centre got the message, `discharge` when it was delivered or last tried. `for_command` is TP-SRQ:
    the report answers an SMS-COMMAND. The fields from `pid` on are there when the centre sent them, which few do.
    """

    mr: int
    recipient: Address
    status: int
    smsc: Address | None = None
    scts: datetime | None = None
    discharge: datetime | None = None
    more_messages: bool = False
    loop_prevention: bool = False
    for_command: bool = False
    pid: int | None = None
    dcs: int | None = None
    alphabet: Alphabet | None = None
    message_class: int | None = None
    udh: tuple[Element, ...] = ()
    concatenation: Concatenation | None = None
    text: str | None = None
    data: bytes | None = None
    warnings: tuple[str, ...] = ()


Message = SmsDeliver | SmsSubmit | SmsStatusReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """A PDU: service centre and TPDU in `octets`; `tpdu_length` leaves out the service centre, as AT+CMGS wants it."""

    octets: bytes
    tpdu_length: int

    @property
    def hex(self) -> str:
        """The PDU as a modem takes it: upper case hexadecimal."""
        return self.octets.hex().upper()


_MTI: Final = 0x03
_NO_MORE_MESSAGES: Final = 0x04
_REJECT_DUPLICATES: Final = 0x04
_LOOP_PREVENTION: Final = 0x08
_REPORT: Final = 0x20
_HEADER: Final = 0x40
_REPLY_PATH: Final = 0x80

# What modems put around the digits of a PDU line.
_STRAY: Final = '" \t\r\n'

# TP-VPF, bits 4 and 3 (§9.2.3.3): how many octets TP-VP takes.
_VALIDITY_OCTETS: Final = (0, 7, 1, 7)
_NO_VALIDITY, _ENHANCED, _RELATIVE, _ABSOLUTE = range(4)


# --- octets to messages


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
    kind = pdu[position] & _MTI
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
    content, end = userdata.read(pdu, at + 9, bool(flags & _HEADER), coding, warnings)
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
        more_messages=not flags & _NO_MORE_MESSAGES,
        loop_prevention=bool(flags & _LOOP_PREVENTION),
        status_report=bool(flags & _REPORT),
        reply_path=bool(flags & _REPLY_PATH),
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
    content, end = userdata.read(pdu, at + 2 + validity_octets, bool(flags & _HEADER), coding, warnings)
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
        status_report=bool(flags & _REPORT),
        reply_path=bool(flags & _REPLY_PATH),
        reject_duplicates=bool(flags & _REJECT_DUPLICATES),
        warnings=tuple(warnings),
    )


def _read_validity(pdu: bytes, position: int, validity_format: int, warnings: list[str]) -> Validity | None:
    if validity_format == _NO_VALIDITY:
        return None
    if validity_format == _RELATIVE:
        return times.read_relative(pdu[position])
    if validity_format == _ABSOLUTE:
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
    pid, dcs, content = _optional_fields(tail, at + 15, bool(flags & _HEADER), warnings)
    coding = None if content is None else CODINGS[dcs or 0]
    return SmsStatusReport(
        smsc=smsc,
        mr=pdu[position + 1],
        recipient=recipient,
        scts=scts,
        discharge=discharge,
        status=pdu[at + 14],
        more_messages=not flags & _NO_MORE_MESSAGES,
        loop_prevention=bool(flags & _LOOP_PREVENTION),
        for_command=bool(flags & _REPORT),
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


# --- messages to octets


def encode(message: Message) -> Encoded:
    """The PDU of `message`; EncodeError where it asks for what does not fit or contradicts itself.

    Where `udh` holds no concatenation element, that of `concatenation` is put in front of it. `warnings` play no role.
    """
    match message:
        case SmsDeliver():
            tpdu = _write_deliver(message)
        case SmsSubmit():
            tpdu = _write_submit(message)
        case SmsStatusReport():
            tpdu = _write_status_report(message)
        case _:
            assert_never(message)
    return Encoded(octets=address.write_smsc(message.smsc) + tpdu, tpdu_length=len(tpdu))


def _write_deliver(message: SmsDeliver) -> bytes:
    dcs, coding = _coding(message)
    header, user_data = _user_data(message, coding)
    flags = (
        header
        | (0 if message.more_messages else _NO_MORE_MESSAGES)
        | (_LOOP_PREVENTION if message.loop_prevention else 0)
        | (_REPORT if message.status_report else 0)
        | (_REPLY_PATH if message.reply_path else 0)
    )
    return (
        bytes((flags,))
        + address.write(message.originating, "oa")
        + bytes((_octet(message.pid, "pid"), dcs))
        + times.write_moment(message.scts, "scts")
        + user_data
    )


def _write_submit(message: SmsSubmit) -> bytes:
    dcs, coding = _coding(message)
    header, user_data = _user_data(message, coding)
    validity_format, validity = _write_validity(message.validity)
    flags = (
        1
        | header
        | validity_format << 3
        | (_REJECT_DUPLICATES if message.reject_duplicates else 0)
        | (_REPORT if message.status_report else 0)
        | (_REPLY_PATH if message.reply_path else 0)
    )
    return (
        bytes((flags, _octet(message.mr, "mr")))
        + address.write(message.destination, "da")
        + bytes((_octet(message.pid, "pid"), dcs))
        + validity
        + user_data
    )


def _write_validity(validity: Validity | None) -> tuple[int, bytes]:
    match validity:
        case None:
            return _NO_VALIDITY, b""
        case timedelta():
            return _RELATIVE, bytes((times.write_relative(validity),))
        case datetime():
            return _ABSOLUTE, times.write_moment(validity, "vp")
        case EnhancedValidity():
            if len(validity.octets) != 7:
                raise EncodeError("vp", "an enhanced validity takes seven octets")
            return _ENHANCED, validity.octets
        case _:
            assert_never(validity)


def _write_status_report(message: SmsStatusReport) -> bytes:
    header, optional = 0, b""
    has_content = message.text is not None or message.data is not None
    if has_content or message.pid is not None or message.dcs is not None:
        dcs, coding = _coding(message)
        present = (message.pid is not None) | (message.dcs is not None or dcs != 0) << 1 | has_content << 2
        optional = bytes((present,))
        if present & 1:
            optional += bytes((_octet(message.pid or 0, "pid"),))
        if present & 2:
            optional += bytes((dcs,))
        if has_content:
            header, user_data = _user_data(message, coding)
            optional += user_data
    flags = (
        2
        | header
        | (0 if message.more_messages else _NO_MORE_MESSAGES)
        | (_LOOP_PREVENTION if message.loop_prevention else 0)
        | (_REPORT if message.for_command else 0)
    )
    return (
        bytes((flags, _octet(message.mr, "mr")))
        + address.write(message.recipient, "ra")
        + times.write_moment(message.scts, "scts")
        + times.write_moment(message.discharge, "dt")
        + bytes((_octet(message.status, "st"),))
        + optional
    )


def _coding(message: Message) -> tuple[int, Coding]:
    """TP-DCS as given, or else derived from alphabet, class and content."""
    if message.dcs is not None:
        coding = CODINGS[_octet(message.dcs, "dcs")]
        if message.alphabet not in (None, coding.alphabet) or message.message_class not in (None, coding.message_class):
            raise EncodeError("dcs", f"0x{message.dcs:02X} contradicts the alphabet or the class")
        return message.dcs, coding
    alphabet = message.alphabet
    if alphabet is None and message.data is not None:
        alphabet = Alphabet.DATA
    elif alphabet is None:
        alphabet = Alphabet.GSM7 if _fits_septets(message) else Alphabet.UCS2
    dcs = octet_for(alphabet, message.message_class)
    return dcs, CODINGS[dcs]


def _fits_septets(message: Message) -> bool:
    locking, single = udh.shifts(message.udh)
    if locking or single:
        return True
    return gsm7.encodable(message.text or "")


def _user_data(message: Message, coding: Coding) -> tuple[int, bytes]:
    """The flag of TP-UDHI, and TP-UDL with TP-UD."""
    elements = message.udh
    written = udh.concatenation(elements)
    if message.concatenation is not None and written is None:
        elements = (udh.concatenation_element(message.concatenation), *elements)
    elif written != message.concatenation:
        raise EncodeError("udh", "it names another concatenation than the message")
    content = UserData(udh=elements, text=message.text, data=message.data)
    return (_HEADER if elements else 0), userdata.write(content, coding)


def _octet(value: int, field: str) -> int:
    if not 0 <= value <= 255:
        raise EncodeError(field, f"{value} is not 0 to 255")
    return value
