"""What is tried at once when a submission is refused, before routerd hears of it: a service centre that the modem lost,
a report it does not take, a way through the network that is closed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from modemd.at.commands import Plain
from modemd.at.events import Completed
from modemd.at.message_commands import ReadServiceCentre
from modemd.at.results import FinalResult, ResultKind
from modemd.message_mode import set_service_centre
from modemd.procedure import Procedure, ask_if_answered
from modemd.session import Session
from smsbus.config import ModemSettings
from smsbus.sms.causes import CauseClass, describe_cme, describe_cms

GARBLED_TRIES: Final = 2
REFUSALS_IN_A_ROW: Final = 3
"""So many refusals without a cause, while the modem is registered: perhaps the way messages take is closed."""

_NO_CENTRE: Final = FinalResult(kind=ResultKind.CMS, code=330)
_UNKNOWN_ERROR: Final = FinalResult(kind=ResultKind.CMS, code=500)
_MAYBE_NO_CENTRE: Final = (FinalResult(kind=ResultKind.CMS, code=38), _UNKNOWN_ERROR)
_REPORT_REFUSED: Final = tuple(FinalResult(kind=ResultKind.CMS, code=code) for code in (29, 50, 69, 500))
_FULL: Final = (
    FinalResult(kind=ResultKind.CMS, code=322),
    FinalResult(kind=ResultKind.CMS, code=208),
    FinalResult(kind=ResultKind.CME, code=20),
)
# 27.007 §6.9 AT+CGSMS: circuit switched, the same preferred, packet preferred, packet alone. The first helps where
# messages over packets are refused, the last where there is no circuit any more.
_WAYS: Final = (1, 3, 2, 0)

Send = Callable[[bool], Procedure[Completed]]
"""Submits it, with a report or without."""


def send_with_remedies(session: Session, settings: ModemSettings, send: Send, *, report: bool) -> Procedure[Completed]:
    """What came of it in the end."""
    completed = yield from send(report)
    if (yield from _centre_was_lost(session, settings, completed.result)):
        completed = yield from send(report)
    for _ in range(GARBLED_TRIES):
        if not _perhaps_garbled(completed.result):
            break
        completed = yield from send(report)
    if report and completed.result in _REPORT_REFUSED:
        report = False
        completed = yield from send(report)
    session.refusals = session.refusals + 1 if completed.result == _UNKNOWN_ERROR else 0
    if session.refusals >= REFUSALS_IN_A_ROW and (yield from _take_another_way(session)):
        completed = yield from send(report)
        session.refusals = 0 if completed.result.ok else session.refusals
    session.memory_full = session.memory_full or completed.result in _FULL
    return completed


def _centre_was_lost(session: Session, settings: ModemSettings, result: FinalResult) -> Procedure[bool]:
    """Whether the modem lost the service centre that it had at start-up, and has it again (E169 after a day; ZTE and
    Qualcomm after +CSMP). Not every modem says so: then it is looked at.
    """
    centre = settings.smsc or session.smsc
    if not centre or result not in (_NO_CENTRE, *_MAYBE_NO_CENTRE):
        return False
    if result in _MAYBE_NO_CENTRE:
        completed = yield from ask_if_answered(session, ReadServiceCentre())
        if completed is None or ReadServiceCentre().answer(completed.lines) is not None:
            return False
    yield from set_service_centre(session, centre)
    return True


def _perhaps_garbled(result: FinalResult) -> bool:
    """Whether the modem may have got something else than was written. Length wrong, no such command: that is what one
    octet lost on the line looks like, and routerd would give the message up for it.
    """
    if result.ok or result.code is None or result == _NO_CENTRE:
        return False
    described = {ResultKind.CMS: describe_cms, ResultKind.CME: describe_cme}.get(result.kind)
    return described is not None and described(result.code).kind is CauseClass.CONFIGURATION


def _take_another_way(session: Session) -> Procedure[bool]:
    """Whether there is one that the modem takes and that was not tried; start-up sets it again after a reset."""
    for way in _WAYS:
        if way not in session.ways_tried:
            session.ways_tried.add(way)
            if (yield from ask_if_answered(session, way_command(way))) is not None:
                session.way = way
                return True
    return False


def way_command(way: int) -> Plain:
    """AT+CGSMS=way."""
    return Plain(text=f"AT+CGSMS={way}")
