"""Messages to octets: the service centre, then the TPDU, as AT+CMGS takes them (3GPP TS 23.040 §9.2.2)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from . import address, gsm7, reports, times, udh, userdata
from .dcs import CODINGS, Alphabet, Coding, octet_for
from .errors import EncodeError
from .message import (
    ABSOLUTE,
    ENHANCED,
    HEADER,
    LOOP_PREVENTION,
    NO_MORE_MESSAGES,
    NO_VALIDITY,
    REJECT_DUPLICATES,
    RELATIVE,
    REPLY_PATH,
    REPORT,
    Carrier,
    Message,
    SmsCommand,
    SmsDeliver,
    SmsDeliverReport,
    SmsStatusReport,
    SmsSubmit,
    SmsSubmitReport,
)
from .records import quick_init
from .times import EnhancedValidity, Validity
from .userdata import UserData


@quick_init
@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """A PDU: service centre and TPDU in `octets`; `tpdu_length` leaves out the service centre, as AT+CMGS wants it."""

    octets: bytes
    tpdu_length: int

    @property
    def hex(self) -> str:
        """The PDU as a modem takes it: upper case hexadecimal."""
        return self.octets.hex().upper()


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
        case SmsDeliverReport():
            header, announced = _announced(message)
            tpdu = bytes((header,)) + _failure_cause(message.fcs) + announced
        case SmsSubmitReport():
            header, announced = _announced(message)
            scts = times.write_moment(message.scts, "scts")
            tpdu = bytes((1 | header,)) + _failure_cause(message.fcs) + announced[:1] + scts + announced[1:]
        case SmsCommand():
            tpdu = _write_command(message)
        case _:
            assert_never(message)
    return Encoded(octets=address.write_smsc(message.smsc) + tpdu, tpdu_length=len(tpdu))


def _write_deliver(message: SmsDeliver) -> bytes:
    dcs, coding = _coding(message)
    header, user_data = _user_data(message, coding)
    flags = (
        header
        | (0 if message.more_messages else NO_MORE_MESSAGES)
        | (LOOP_PREVENTION if message.loop_prevention else 0)
        | (REPORT if message.status_report else 0)
        | (REPLY_PATH if message.reply_path else 0)
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
        | (REJECT_DUPLICATES if message.reject_duplicates else 0)
        | (REPORT if message.status_report else 0)
        | (REPLY_PATH if message.reply_path else 0)
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
            return NO_VALIDITY, b""
        case timedelta():
            return RELATIVE, bytes((times.write_relative(validity),))
        case datetime():
            return ABSOLUTE, times.write_moment(validity, "vp")
        case EnhancedValidity():
            if len(validity.octets) != 7:
                raise EncodeError("vp", "an enhanced validity takes seven octets")
            return ENHANCED, validity.octets
        case _:
            assert_never(validity)


def _write_status_report(message: SmsStatusReport) -> bytes:
    header, announced = _announced(message)
    flags = (
        2
        | header
        | (0 if message.more_messages else NO_MORE_MESSAGES)
        | (LOOP_PREVENTION if message.loop_prevention else 0)
        | (REPORT if message.for_command else 0)
    )
    return (
        bytes((flags, _octet(message.mr, "mr")))
        + address.write(message.recipient, "ra")
        + times.write_moment(message.scts, "scts")
        + times.write_moment(message.discharge, "dt")
        + bytes((_octet(message.status, "st"),))
        # Where TP-PI would announce nothing it is left out, as most centres do.
        + (announced if announced[0] else b"")
    )


def _announced(message: SmsStatusReport | SmsDeliverReport | SmsSubmitReport) -> tuple[int, bytes]:
    """The flag of TP-UDHI; TP-PI and the fields it announces (§9.2.3.27)."""
    has_content = message.text is not None or message.data is not None
    if not has_content and message.pid is None and message.dcs is None:
        return 0, b"\0"
    header = present = 0
    fields = b""
    if message.pid is not None:
        present |= reports.PID
        fields += bytes((_octet(message.pid, "pid"),))
    dcs, coding = _coding(message)
    if message.dcs is not None or dcs != 0:
        present |= reports.DCS
        fields += bytes((dcs,))
    if has_content:
        present |= reports.USER_DATA
        header, user_data = _user_data(message, coding)
        fields += user_data
    return header, bytes((present,)) + fields


def _failure_cause(fcs: int | None) -> bytes:
    if fcs is None:
        return b""
    if not 0x80 <= fcs <= 0xFF:
        raise EncodeError("fcs", f"{fcs} is not 128 to 255")
    return bytes((fcs,))


def _write_command(message: SmsCommand) -> bytes:
    flags = 2 | (HEADER if message.udh else 0) | (REPORT if message.status_report else 0)
    return (
        bytes(
            (
                flags,
                _octet(message.mr, "mr"),
                _octet(message.pid, "pid"),
                _octet(message.command_type, "ct"),
                _octet(message.message_number, "mn"),
            )
        )
        + address.write(message.destination, "da")
        + userdata.write(UserData(udh=message.udh, data=message.data), reports.COMMAND_DATA)
    )


def _coding(message: Carrier) -> tuple[int, Coding]:
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
        locking, single = udh.shifts(message.udh)
        fits = gsm7.encodable(message.text or "", locking=locking, single=single)
        alphabet = Alphabet.GSM7 if fits else Alphabet.UCS2
    dcs = octet_for(alphabet, message.message_class)
    return dcs, CODINGS[dcs]


def _user_data(message: Carrier, coding: Coding) -> tuple[int, bytes]:
    """The flag of TP-UDHI, and TP-UDL with TP-UD."""
    elements = message.udh
    written = udh.concatenation(elements)
    if message.concatenation is not None and written is None:
        elements = (udh.concatenation_element(message.concatenation), *elements)
    elif written != message.concatenation:
        raise EncodeError("udh", "it names another concatenation than the message")
    content = UserData(udh=elements, text=message.text, data=message.data)
    return (HEADER if elements else 0), userdata.write(content, coding)


def _octet(value: int, field: str) -> int:
    if not 0 <= value <= 255:
        raise EncodeError(field, f"{value} is not 0 to 255")
    return value
