"""Octets to the TPDUs that are about messages: status, deliver and submit reports, commands (3GPP TS 23.040 §9.2.2).

A deliver or submit report is an answer: to a refusal (RP-ERROR) with TP-FCS in front of TP-PI, to an acceptance
(RP-ACK) without, and the TPDU does not say which it is. But every failure cause that is assigned has bit 7 set, and in
TP-PI bit 7 announces a second octet, which no release of the standard has defined: that bit tells them apart.
"""

import itertools
from dataclasses import dataclass
from typing import Final

from . import address, times, userdata
from .address import Address
from .dcs import CODINGS, Alphabet, octet_for
from .errors import DecodeError
from .message import (
    HEADER,
    LOOP_PREVENTION,
    NO_MORE_MESSAGES,
    REPORT,
    SmsCommand,
    SmsDeliverReport,
    SmsStatusReport,
    SmsSubmitReport,
)
from .udh import Concatenation, Element

# TP-PI (§9.2.3.27), and what it and a failure cause have in bit 7.
PID: Final = 0x01
DCS: Final = 0x02
USER_DATA: Final = 0x04
_BIT_7: Final = 0x80

# TP-CD counts octets and may begin with a header, just as 8 bit user data.
COMMAND_DATA: Final = CODINGS[octet_for(Alphabet.DATA)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Announced:
    """The fields that TP-PI announced, as far as they are there."""

    pid: int | None = None
    dcs: int | None = None
    alphabet: Alphabet | None = None
    message_class: int | None = None
    udh: tuple[Element, ...] = ()
    concatenation: Concatenation | None = None
    text: str | None = None
    data: bytes | None = None
    udl: int | None = None


_NOTHING: Final = _Announced()


def read_status_report(
    pdu: bytes, position: int, smsc: Address | None, tpdu_length: int | None, warnings: list[str]
) -> SmsStatusReport:
    """The SMS-STATUS-REPORT whose first octet is at `position` (§9.2.2.3)."""
    flags = pdu[position]
    recipient, at = address.read(pdu, position + 2, "ra", warnings)
    if at + 15 > len(pdu):
        raise cut_off(pdu, at, (("scts", 7), ("dt", 7), ("st", 1)))
    scts = times.read_moment(pdu, at, "scts", warnings)
    discharge = times.read_moment(pdu, at + 7, "dt", warnings)
    # Modems pad reports up to the size of a SIM record: believe the announced length where there is one.
    tail = pdu if tpdu_length is None else pdu[: max(at + 15, position + tpdu_length)]
    announced = _NOTHING
    if tail[at + 15 :].strip(b"\xff"):
        present, start = _indicator(tail, at + 15)
        announced = _read_announced(tail, start, present, bool(flags & HEADER), warnings)
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
        pid=announced.pid,
        dcs=announced.dcs,
        alphabet=announced.alphabet,
        message_class=announced.message_class,
        udh=announced.udh,
        concatenation=announced.concatenation,
        text=announced.text,
        data=announced.data,
        udl=announced.udl,
        warnings=tuple(warnings),
    )


def read_deliver_report(pdu: bytes, position: int, smsc: Address | None, warnings: list[str]) -> SmsDeliverReport:
    """The SMS-DELIVER-REPORT whose first octet is at `position` (§9.2.2.1a)."""
    fcs, at = _failure_cause(pdu, position + 1)
    present, at = _indicator(pdu, at)
    announced = _read_announced(pdu, at, present, bool(pdu[position] & HEADER), warnings)
    return SmsDeliverReport(
        smsc=smsc,
        fcs=fcs,
        pid=announced.pid,
        dcs=announced.dcs,
        alphabet=announced.alphabet,
        message_class=announced.message_class,
        udh=announced.udh,
        concatenation=announced.concatenation,
        text=announced.text,
        data=announced.data,
        udl=announced.udl,
        warnings=tuple(warnings),
    )


def read_submit_report(pdu: bytes, position: int, smsc: Address | None, warnings: list[str]) -> SmsSubmitReport:
    """The SMS-SUBMIT-REPORT whose first octet is at `position` (§9.2.2.2a)."""
    fcs, at = _failure_cause(pdu, position + 1)
    present, at = _indicator(pdu, at)
    if at + 7 > len(pdu):
        raise cut_off(pdu, at, (("scts", 7),))
    scts = times.read_moment(pdu, at, "scts", warnings)
    announced = _read_announced(pdu, at + 7, present, bool(pdu[position] & HEADER), warnings)
    return SmsSubmitReport(
        smsc=smsc,
        fcs=fcs,
        scts=scts,
        pid=announced.pid,
        dcs=announced.dcs,
        alphabet=announced.alphabet,
        message_class=announced.message_class,
        udh=announced.udh,
        concatenation=announced.concatenation,
        text=announced.text,
        data=announced.data,
        udl=announced.udl,
        warnings=tuple(warnings),
    )


def read_command(pdu: bytes, position: int, smsc: Address | None, warnings: list[str]) -> SmsCommand:
    """The SMS-COMMAND whose first octet is at `position` (§9.2.2.4)."""
    flags = pdu[position]
    if position + 5 > len(pdu):
        raise cut_off(pdu, position + 1, (("mr", 1), ("pid", 1), ("ct", 1), ("mn", 1)))
    destination, at = address.read(pdu, position + 5, "da", warnings)
    if at == len(pdu):
        raise cut_off(pdu, at, (("cdl", 1),))
    udh, _, _, data, end = userdata.read(pdu, at, bool(flags & HEADER), COMMAND_DATA, warnings)
    check_tail(pdu, end, warnings)
    return SmsCommand(
        smsc=smsc,
        mr=pdu[position + 1],
        pid=pdu[position + 2],
        command_type=pdu[position + 3],
        message_number=pdu[position + 4],
        destination=destination,
        udh=udh,
        data=data or b"",
        status_report=bool(flags & REPORT),
        warnings=tuple(warnings),
    )


def _failure_cause(pdu: bytes, at: int) -> tuple[int | None, int]:
    """TP-FCS if there is one, and the position of TP-PI."""
    if at < len(pdu) and pdu[at] & _BIT_7:
        return pdu[at], at + 1
    return None, at


def _indicator(pdu: bytes, at: int) -> tuple[int, int]:
    """TP-PI at `at`, and the position behind it and whatever octets extend it."""
    if at >= len(pdu):
        raise DecodeError("pi", len(pdu), "the message ends here")
    end = at + 1
    while pdu[end - 1] & _BIT_7 and end < len(pdu):
        end += 1
    return pdu[at], end


def _read_announced(pdu: bytes, at: int, present: int, has_header: bool, warnings: list[str]) -> _Announced:
    """TP-PID, TP-DCS and user data as far as they are announced (§9.2.3.27) and there."""
    pid = dcs = None
    if present & PID and at < len(pdu):
        pid = pdu[at]
        at += 1
    if present & DCS and at < len(pdu):
        dcs = pdu[at]
        at += 1
    # §9.2.3.27: without TP-DCS the default alphabet is meant.
    coding = CODINGS[dcs or 0]
    if not present & USER_DATA or at >= len(pdu):
        check_tail(pdu, at, warnings)
        return _Announced(pid=pid, dcs=dcs)
    udh, concatenation, text, data, end = userdata.read(pdu, at, has_header, coding, warnings)
    check_tail(pdu, end, warnings)
    return _Announced(
        pid=pid,
        dcs=dcs,
        alphabet=coding.alphabet,
        message_class=coding.message_class,
        udh=udh,
        concatenation=concatenation,
        text=text,
        data=data,
        udl=pdu[at],
    )


def check_tail(pdu: bytes, end: int, warnings: list[str]) -> None:
    """Warns of what stands behind the message, unless it is a modem's padding."""
    tail = pdu[end:]
    if tail.strip(b"\xff"):
        warnings.append(f"length: {len(tail)} octets behind the end of the message are ignored")


def cut_off(pdu: bytes, at: int, layout: tuple[tuple[str, int], ...]) -> DecodeError:
    """The error that names the field where `pdu` ends too early; `layout`: names and octets of the fields from `at`."""
    ends = itertools.accumulate((size for _, size in layout), initial=at)
    missing = next(
        field for (field, _), end in zip(layout, itertools.islice(ends, 1, None), strict=True) if end > len(pdu)
    )
    return DecodeError(missing, len(pdu), "the message ends here")
