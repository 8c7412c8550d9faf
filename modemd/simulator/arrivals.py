"""A message or delivery report reaches the modem: stored, passed on, or refused for want of room (27.005 §3.4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from smsbus.sms.errors import DecodeError
from smsbus.sms.tpdu import Direction, SmsDeliver, SmsStatusReport, decode

from . import text_mode
from .state import State
from .storage import Status, StoredMessage, tpdu_length


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Whether the modem took it, and the unsolicited code that says so. `stored`: the code is only a notice.

    A modem that cannot take it may say that.
    """

    taken: bool
    code: str | None = None
    stored: bool = False


def arrive(state: State, pdu: bytes) -> Arrival:
    """What `+CNMI` makes of `pdu`. With all slots in use the modem does not take it, and the network keeps it."""
    mode, mt, _, ds, _ = state.profile.notices
    report = _is_report(pdu)
    if report and not ds:
        return Arrival(taken=True)
    if mode and (ds == 1 if report else mt == 2):
        return Arrival(taken=True, code=_whole(state, pdu, report))
    personality = state.settings.personality
    storage = state.storages[state.receive_in]
    index = storage.store(StoredMessage(status=Status.RECEIVED_UNREAD, pdu=pdu))
    if index is None:
        return Arrival(taken=False, code=personality.full_and_waiting or None)
    name = "+CDSI" if report else "+CMTI"
    if not (mode and (report or mt)):
        return Arrival(taken=True, stored=True)
    if storage.full and personality.full:
        return Arrival(taken=True, code=personality.full, stored=True)
    return Arrival(taken=True, code=f'{name}: "{storage.name}",{index}', stored=True)


def _is_report(pdu: bytes) -> bool:
    """23.040 §9.2.3.1: the two low bits of the first octet behind the SMSC's address."""
    first = pdu[1 + pdu[0] : 2 + pdu[0]]
    return bool(first) and first[0] & 3 == 2


def _whole(state: State, pdu: bytes, report: bool) -> str:
    """The two lines of `+CMT` or `+CDS`; in text mode a report has one."""
    message = _decoded(pdu) if state.profile.text_mode else None
    match message:
        case SmsStatusReport():
            return f"+CDS: {text_mode.report(message, pdu, state.profile)}"
        case SmsDeliver():
            fields, text = text_mode.arrival(message, pdu, state.profile, state.smsc)
            return f"+CMT: {fields}\r\n{text}"
        case None:
            header = "+CDS: " if report else "+CMT: ,"
            return f"{header}{tpdu_length(pdu)}\r\n{pdu.hex().upper()}"
        case _:
            assert_never(message)


def _decoded(pdu: bytes) -> SmsDeliver | SmsStatusReport | None:
    try:
        message = decode(pdu, direction=Direction.MT)
    except DecodeError:
        return None
    return message if isinstance(message, SmsDeliver | SmsStatusReport) else None
