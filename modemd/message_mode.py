"""PDU mode or text mode, with the character set that goes with it.

PDU mode loses nothing and is the default. Text mode is used where the settings ask for it, and where a modem knows
nothing else; where it is asked for and refused, PDU mode is used. Either way the modem's state says so.
"""

from __future__ import annotations

from typing import Final

from modemd.at import commands
from modemd.at.commands import SelectCharacterSet
from modemd.at.events import Completed
from modemd.at.message_commands import ReadServiceCentre, SetServiceCentre
from modemd.at.text_commands import TestCharacterSets, TestFormats
from modemd.procedure import BUSY_PAUSE_S, CannotStart, Pause, Procedure, ask, ask_if_answered, ask_patiently
from modemd.session import Session, TextMode
from smsbus.config import ModemSettings
from smsbus.messages import Capabilities

SMS_READY_TRIES: Final = 30
"""A SIM800 refuses SMS commands for 8 to 20 s after power-up, with whatever error (simcom_sim800c.json)."""

MOST_SEPTETS: Final = 160
MOST_UNITS: Final = 70
"""What one message holds, in the GSM alphabet and in UCS2."""
JOBS_AT_A_TIME: Final = 2
"""The next one may go as far as its prompt while the result of the one before is on its way to the disk."""

_PDU, _TEXT = 0, 1
_COMMANDS: Final = {_PDU: commands.PDU_MODE, _TEXT: commands.TEXT_MODE}
_REMARKS: Final = {
    (_PDU, _TEXT): "this modem refuses text mode, PDU mode is used",
    (_TEXT, _PDU): "this modem knows text mode only",
    (_TEXT, _TEXT): "in text mode",
    (_PDU, _PDU): "",
}
_TEXT_SETS: Final = ("UCS2", "GSM", "IRA")
"""UCS2 first: it carries every text, in hexadecimal, which is never taken for a result code."""
_NAME_SETS: Final = ("GSM", "IRA")


def choose_mode(session: Session, settings: ModemSettings) -> Procedure[None]:
    """Selects the mode and its character set. Raises `CannotStart` for a modem that refuses both modes."""
    wanted = _TEXT if settings.text_mode else _PDU
    mode = yield from _select(session, wanted)
    session.remark = _REMARKS[mode, wanted]
    if mode == _PDU:
        session.text = None
        yield from _choose_character_set(session, _NAME_SETS)
        return
    offered = yield from _offered_sets(session)
    charset = yield from _choose_character_set(session, offered)
    session.text = TextMode(charset=charset or "IRA", coded=charset == "UCS2")
    yield from ask_if_answered(session, commands.ALL_PARAMETERS)


def select_again(session: Session) -> Procedure[None]:
    """For a modem that fell back into the other mode by itself."""
    yield from ask(commands.PDU_MODE if session.text is None else commands.TEXT_MODE)
    if session.text is not None:
        yield from ask_if_answered(session, SelectCharacterSet(name=session.text.charset))
        yield from ask_if_answered(session, commands.ALL_PARAMETERS)
        session.text.parameters = None


def _select(session: Session, wanted: int) -> Procedure[int]:
    """The mode that is on then. What a modem says it does not offer is not waited for."""
    other = 1 - wanted
    if _COMMANDS[wanted].line not in session.refused:
        for _ in range(SMS_READY_TRIES):
            completed = yield from ask_patiently(_COMMANDS[wanted])
            if completed.result.ok:
                return wanted
            tested = yield from ask_if_answered(session, TestFormats())
            offered = TestFormats().answer(tested.lines) if tested is not None else frozenset()
            if offered and wanted not in offered:
                break
            yield Pause(seconds=BUSY_PAUSE_S)
    completed = yield from ask_patiently(_COMMANDS[other])
    if not completed.result.ok:
        session.refused.discard(_COMMANDS[wanted].line)
        raise CannotStart(f"the modem refuses both PDU mode and text mode (AT+CMGF: {completed.result})")
    session.refused.add(_COMMANDS[wanted].line)
    return other


def _offered_sets(session: Session) -> Procedure[tuple[str, ...]]:
    tested = yield from ask_if_answered(session, TestCharacterSets())
    offered = TestCharacterSets().answer(tested.lines) if tested is not None else ()
    return tuple(name for name in _TEXT_SETS if not offered or name in offered)


def _choose_character_set(session: Session, names: tuple[str, ...]) -> Procedure[str | None]:
    for name in names:
        # A modem that is in UCS2 may want even this name in it.
        for written in (name, name.encode("utf-16-be").hex().upper()):
            if (yield from ask_if_answered(session, SelectCharacterSet(name=written))) is not None:
                return name
    return None


def capabilities(settings: ModemSettings, session: Session | None = None) -> Capabilities:
    """In text mode parts cannot be joined, so long texts are cut into messages of their own."""
    most = settings.max_chars
    if session is not None and session.text is not None:
        most = min(most or MOST_SEPTETS, longest(session.text))
    elif session is None and settings.text_mode:
        most = min(most or MOST_UNITS, MOST_UNITS)  # until it is known better
    return Capabilities(delivery_reports=settings.delivery_reports, max_chars=most, jobs=JOBS_AT_A_TIME)


def longest(text_mode: TextMode) -> int:
    """How many characters a message may have: in other sets than UCS2 some texts must go as UCS2."""
    return MOST_SEPTETS if text_mode.charset == "UCS2" else MOST_UNITS


# --- service centre ------------------------------------------------------------------------------------------------


def set_service_centre(session: Session, number: str) -> Procedure[Completed]:
    """Writes the number of the service centre, as the character set asks for it."""
    coded = session.text is not None and session.text.coded
    completed = yield from ask_patiently(SetServiceCentre(number=number, coded=coded))
    if coded and not completed.result.ok:
        completed = yield from ask_patiently(SetServiceCentre(number=number))
    return completed


def keep_service_centre(session: Session, settings: ModemSettings) -> Procedure[None]:
    """Restores it where it is gone: +CSMP erases it on ZTE and Qualcomm (generic_hsdpa72_qualcomm.json)."""
    wanted = settings.smsc or session.smsc
    if not wanted:
        return
    completed = yield from ask_patiently(ReadServiceCentre())
    if completed.result.ok and ReadServiceCentre().answer(completed.lines) != wanted:
        yield from set_service_centre(session, wanted)
