"""Text mode (27.005 §3.4): messages as a person at a terminal reads and writes them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, assert_never

from smsbus.sms.address import Address
from smsbus.sms.dcs import CODINGS, Alphabet
from smsbus.sms.errors import SmsError
from smsbus.sms.times import read_relative
from smsbus.sms.tpdu import (
    Direction,
    SmsCommand,
    SmsDeliver,
    SmsDeliverReport,
    SmsStatusReport,
    SmsSubmit,
    SmsSubmitReport,
    decode,
    encode,
)

from .charset import address_type, in_charset, read_text, show_text
from .results import CmsError
from .state import Profile, TextParameters
from .storage import Status, StoredMessage

STATUS_NAMES: Final = {
    "REC UNREAD": Status.RECEIVED_UNREAD,
    "REC READ": Status.RECEIVED_READ,
    "STO UNSENT": Status.STORED_UNSENT,
    "STO SENT": Status.STORED_SENT,
}
_NAMES: Final = {status: name for name, status in STATUS_NAMES.items()}
_RELATIVE_VALIDITY: Final = 0x10
_HEADER: Final = 0x40
_REPORT: Final = 0x20
_QUARTER: Final = timedelta(minutes=15)


def entry(message: StoredMessage, profile: Profile, smsc: str) -> tuple[str, str | None]:
    """The fields behind `+CMGR: ` and the text line; no text line for a delivery report."""
    status = f'"{_NAMES[message.status]}"'
    direction = Direction.MT if message.status.received else Direction.MO
    # 27.005 leaves open what to show of anything else. Modems were seen to show the octets.
    octets = f"{status},,,", message.pdu.hex().upper()
    try:
        decoded = decode(message.pdu, direction=direction)
    except SmsError:
        return octets
    match decoded:
        case SmsDeliver():
            fields, text = arrival(decoded, message.pdu, profile, smsc)
            return f"{status},{fields}", text
        case SmsSubmit():
            number = _quoted(decoded.destination, profile)
            more = f",{address_type(decoded.destination.text)},17,{decoded.pid},{decoded.dcs},,,"
            return f"{status},{number},{more if profile.show_parameters else ''}", _shown(decoded, profile.charset)
        case SmsStatusReport():
            return f"{status},{report(decoded, message.pdu, profile)}", None
        case SmsDeliverReport() | SmsSubmitReport() | SmsCommand():
            return octets
        case _:
            assert_never(decoded)


def arrival(message: SmsDeliver, pdu: bytes, profile: Profile, smsc: str) -> tuple[str, str]:
    """The fields of an SMS-DELIVER behind `+CMT: `, and its text line."""
    number = message.originating
    fields = f"{_quoted(number, profile)},,{_moment(message.scts)}"
    if profile.show_parameters:
        first_octet = pdu[1 + pdu[0]]
        length = len(message.text) if message.text is not None else len(message.data or b"")
        centre = f'"{smsc}",{address_type(smsc)}'
        fields += f",{address_type(number.text)},{first_octet},{message.pid},{message.dcs},{centre},{length}"
    return fields, _shown(message, profile.charset)


def report(message: SmsStatusReport, pdu: bytes, profile: Profile) -> str:
    """The fields of a delivery report behind `+CDS: `."""
    number = f"{_quoted(message.recipient, profile)},{address_type(message.recipient.text)}"
    times = f"{_moment(message.scts)},{_moment(message.discharge)}"
    return f"{pdu[1 + pdu[0]]},{message.mr},{number},{times},{message.status}"


def compose(octets: bytes, address: Address, profile: Profile) -> bytes:
    """The PDU of what was typed at the prompt; CmsError 305 when no message can be made of it."""
    parameters = profile.text_parameters
    if parameters.fo & _HEADER:
        raise CmsError(305)
    coding = CODINGS[parameters.dcs]
    try:
        typed = octets.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        plain = coding.alphabet is not Alphabet.DATA
        message = SmsSubmit(
            destination=address,
            pid=parameters.pid,
            dcs=parameters.dcs,
            text=read_text(typed, "UCS2" if coding.alphabet is Alphabet.UCS2 else profile.charset) if plain else None,
            data=None if plain else bytes.fromhex(typed.decode("ascii")),
            validity=read_relative(parameters.vp) if parameters.fo & _RELATIVE_VALIDITY else None,
            status_report=bool(parameters.fo & _REPORT),
        )
        return encode(message).octets
    except (SmsError, ValueError):
        raise CmsError(305) from None


def parameters_line(parameters: TextParameters) -> str:
    """The answer of `AT+CSMP?`."""
    return f"+CSMP: {parameters.fo},{parameters.vp},{parameters.pid},{parameters.dcs}"


def _quoted(address: Address, profile: Profile) -> str:
    return f'"{in_charset(address.text, profile.charset)}"'


def _moment(moment: datetime | None) -> str:
    if moment is None:
        return '""'
    offset = moment.utcoffset() or timedelta()
    sign = "-" if offset < timedelta() else "+"
    return f'"{moment:%y/%m/%d,%H:%M:%S}{sign}{abs(offset) // _QUARTER:02d}"'


def _shown(message: SmsDeliver | SmsSubmit, charset: str) -> str:
    """27.005 §3.1 `<data>`: 7-bit texts in the character set, everything else as hexadecimal octets."""
    if message.text is None:
        return (message.data or b"").hex().upper()
    if message.alphabet is Alphabet.UCS2:
        return message.text.encode("utf-16-be").hex().upper()
    return show_text(message.text, charset)
