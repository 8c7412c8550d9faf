"""What a port is asked to tell a modem's from others: nothing that changes anything.

Before its PIN a modem may refuse to name itself, or refuse commands for messages, with an ERROR like a port that has
none: then +CPIN? tells.
"""

from __future__ import annotations

import re
from typing import Final, assert_never

from modemd.at import urcs
from modemd.at.commands import MANUFACTURER, MODEL, SERIAL, Command, ReadIdentity, ReadPinState
from modemd.at.message_commands import TestMessageFormat, TestStorages
from modemd.at.results import FinalResult, ResultKind
from modemd.detection import Answers, sound_identity
from modemd.procedure import NoAnswer, Procedure, ask

_PLEASE_PIN: Final = {
    *((ResultKind.CME, code) for code in (5, 10, 11, 12, 13, 14, 15, 16, 17, 18)),
    *((ResultKind.CMS, code) for code in (310, 311, 312, 313, 314, 315, 316, 317, 318)),
}
"""Refusals that only a modem with a SIM gives."""


def who_are_you() -> Procedure[Answers]:
    """Everything that tells a modem's port from others."""
    identity = yield from _asked(MANUFACTURER)
    if identity is None:
        return Answers(maker=None)
    result, text = identity
    maker = sound_identity(text)
    if maker is None and result.ok:
        return Answers(maker=None)
    messages = False
    if maker is not None:
        messages = (yield from _knows(TestStorages())) or (yield from _knows(TestMessageFormat()))
    locked = not messages and ((result.kind, result.code) in _PLEASE_PIN or (yield from _asks_for_pin()))
    if maker is None:
        return Answers(maker=None, locked=locked)
    model = yield from _asked(MODEL)
    serial = yield from _asked(SERIAL)
    digits = re.search(r"\d{14,17}", (serial[1] or "").split(",")[0]) if serial else None
    return Answers(
        maker=maker,
        model=sound_identity(model[1]) if model else None,
        imei=digits[0] if digits else None,
        locked=locked,
        messages=messages,
    )


def _knows(command: Command) -> Procedure[bool]:
    answered = yield from _asked(command)
    if answered is None:
        return False
    result, _ = answered
    return result.kind in (ResultKind.OK, ResultKind.CMS) or (result.kind, result.code) in _PLEASE_PIN


def _asked(command: Command) -> Procedure[tuple[FinalResult, str | None] | None]:
    """The result and, of identities, the text; None where no answer came."""
    try:
        completed = yield from ask(command)
    except NoAnswer as error:
        if error.silent:
            raise
        return None
    return completed.result, command.answer(completed.lines) if isinstance(command, ReadIdentity) else None


def _asks_for_pin() -> Procedure[bool]:
    try:
        completed = yield from ask(ReadPinState())
    except NoAnswer as error:
        if error.silent:
            raise
        return False
    return ReadPinState().answer(completed.lines) not in (None, "READY")


def shown(event: urcs.Event) -> str:
    """A code for people to recognise; what messages and calls say is nobody's business here."""
    match event:
        case (
            urcs.Chatter()
            | urcs.Restarted()
            | urcs.SimChanged()
            | urcs.StorageFull()
            | urcs.MessagesReady()
            | urcs.SimReady()
            | urcs.PowerWarning()
        ):
            return "".join(character for character in event.text if " " <= character <= "~")[:40]
        case urcs.MessageStored():
            return "+CMTI"
        case urcs.ReportStored():
            return "+CDSI"
        case urcs.MessagePassedOn():
            return "+CMT"
        case urcs.Ringing() | urcs.CallerTold():
            return "RING"
        case urcs.RegistrationChanged():
            return "+CREG"
        case urcs.IndicatorChanged():
            return "+CIEV"
        case urcs.LateSubmission():
            return "+CMGS"
        case _:
            assert_never(event)
