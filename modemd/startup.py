"""From an open port to a modem that is set up: who it is, its PIN, its storages, its notices, its service centre.

The modem's state is unknown: it may echo or not, sit at a prompt, wait for its PIN and refuse everything until then, or
have just been switched on with a SIM that stays busy for half a minute. Nothing is waited for that need not be:
pauses come only after an answer that says "busy". `ATZ` is not used (it may undo all of this) and `+CLAC` neither
(some never answer it).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from modemd import pin, storages
from modemd.at import commands
from modemd.at.commands import (
    BadArgument,
    EnterPin,
    Plain,
    ReadFunctionality,
    ReadPinCounter,
    ReadPinState,
    SetFunctionality,
)
from modemd.at.events import Completed
from modemd.at.message_commands import (
    NO_ACKNOWLEDGEMENTS,
    ReadMessageService,
    ReadNotices,
    ReadReadiness,
    ReadServiceCentre,
    SetNotices,
    SetServiceCentre,
    TestNotices,
)
from modemd.at.results import FinalResult, ResultKind
from modemd.at.signal_commands import TestIndicators
from modemd.events import FetchPin, PinFetched, PinRecorded, RecordPin
from modemd.message_mode import SMS_READY_TRIES, choose_mode, set_service_centre
from modemd.pin import Attempt, DoNotTry, Outcome, Try
from modemd.procedure import (
    BUSY_PAUSE_S,
    BUSY_TRIES,
    Breathe,
    CannotStart,
    Enter,
    Pause,
    Procedure,
    ask,
    ask_if_answered,
    ask_patiently,
)
from modemd.profiles import find
from modemd.remedies import way_command
from modemd.session import Session
from smsbus.config import ModemSettings
from smsbus.messages import ModemCondition
from smsbus.sim_trouble import SimTrouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """Why the SIM cannot be used; `reason` is a sentence for a person that says what to do."""

    trouble: SimTrouble
    reason: str


_NO_SIM: Final = {
    10: "the modem sees no SIM card: put one in, or out and in again; a modem that looks for it only when it starts "
    "is restarted in ten minutes, then each half hour",
    13: "the SIM card has failed: clean its contacts, or try another one",
    15: "the SIM card is of the wrong kind or not accepted: try another one",
}
_TROUBLES: Final = {10: SimTrouble.ABSENT, 13: SimTrouble.FAILED, 15: SimTrouble.REJECTED}
_USABLE: Final = (None, "READY", "SIM PIN2", "SIM PUK2")
"""Some phones ask for PIN2 when nothing is needed, and a bare OK has been seen: the IMSI will tell."""
_ABSENT: Final = ("NOT INSERTED", "SIM NOT INSERTED", "SIM REMOVED")
_NOT_YET: Final = "NOT READY"
_PIN_COUNTERS: Final = ("AT+CPINR", "AT+SPIC", "AT^CPIN?", "AT^SPIC")
_PUK: Final = (
    "the SIM is locked and asks for its PUK, which is never guessed: put it in a phone and enter PUK and new PIN"
)


def complaint(settings: ModemSettings) -> str | None:
    """What of the settings could not be put into a command: key and reason, or None."""
    for key, make in (
        ("init", lambda: [Plain(text=text) for text in settings.init]),
        ("smsc", lambda: _centre(settings)),
    ):
        try:
            make()
        except BadArgument as error:
            return f"{key}: {error}"
    return None


def start_up(session: Session, settings: ModemSettings) -> Procedure[Locked | None]:
    """Sets the modem up. Returns why the SIM cannot be used, or None when it can.

    Raises `NoAnswer`, or `CannotStart` for a modem that refuses what cannot be done without.
    """
    session.restarted = False
    yield Breathe(seconds=session.profile.breath_s)
    yield from ask(commands.ATTENTION)
    yield Enter(condition=ModemCondition.PROBING, reason="the modem answers and is being set up")
    yield from _introduce(session)
    locked = yield from _unlock(session)
    if locked is not None:
        return locked
    for text in session.profile.unlocked:
        yield from ask_if_answered(session, Plain(text=text))
    yield from _switch_on()
    yield from _await_messages(session)
    yield from choose_mode(session, settings)
    for text in (*session.profile.prepare, *settings.init):
        yield from ask_if_answered(session, Plain(text=text))
    yield from _identify_sim(session)
    yield from storages.choose(session)
    yield from _need_no_acknowledgements(session)
    yield from choose_notices(session)
    yield from _choose_service_centre(session, settings)
    yield from _find_full_indicator(session)
    if session.way is not None:
        yield from ask_if_answered(session, way_command(session.way))
    for command in (commands.CALLER_ID, commands.REGISTRATION_NOTICES, commands.OPERATOR_BY_NAME):
        yield from ask_if_answered(session, command)
    return None


# --- the modem itself ----------------------------------------------------------------------------------------------


def _introduce(session: Session) -> Procedure[None]:
    for command in (commands.ECHO_OFF, commands.NUMERIC_ERRORS):
        yield from ask_if_answered(session, command)
    # Some accept nothing before the PIN, so nothing is made of a refusal; asked again after it.
    manufacturer = yield from ask_if_answered(session, commands.MANUFACTURER)
    model = yield from ask_if_answered(session, commands.MODEL)
    revision = yield from ask_if_answered(session, commands.REVISION)
    serial = yield from ask_if_answered(session, commands.SERIAL)
    if manufacturer is not None:
        session.manufacturer = commands.MANUFACTURER.answer(manufacturer.lines)
    if model is not None:
        session.model = commands.MODEL.answer(model.lines)
    if revision is not None:
        session.revision = commands.REVISION.answer(revision.lines)
    if serial is not None:
        session.imei = commands.SERIAL.digits(serial.lines)
    session.profile = find(session.manufacturer, session.model)
    yield Breathe(seconds=session.profile.breath_s)


def _switch_on() -> Procedure[None]:
    completed = yield from ask(ReadFunctionality())
    # 0 after the PIN on Qualcomm and ZTE; 4 to 7 are low power. One that tells its levels instead of the one it has
    # (zte_k3565z.json) may have its radio off as well.
    if completed.result.ok and completed.lines and ReadFunctionality().answer(completed.lines) != 1:
        yield from ask_patiently(SetFunctionality(level=1))


def _await_messages(session: Session) -> Procedure[None]:
    """Until the modem has read its SIM, where it can be asked: storages that are chosen too early are refused."""
    readiness = session.profile.readiness
    for _ in range(SMS_READY_TRIES if readiness else 0):
        completed = yield from ask_if_answered(session, ReadReadiness(text=readiness))
        if completed is None or ReadReadiness(text=readiness).answer(completed.lines):
            return
        yield Pause(seconds=BUSY_PAUSE_S)


# --- SIM and PIN ---------------------------------------------------------------------------------------------------


def _unlock(session: Session) -> Procedure[Locked | None]:
    completed, state = yield from _read_pin_state()
    if completed.result.busy:
        raise CannotStart("the SIM has been busy for a minute")
    if waits_for_pin(completed.result, state):
        return (yield from _enter_pin(session))
    if completed.result.ok and state == _NOT_YET:
        raise CannotStart("the SIM has not been ready for a minute")
    return without_pin(completed.result, state)


def waits_for_pin(result: FinalResult, state: str | None) -> bool:
    """Whether an answer to +CPIN? asks for the PIN."""
    return (state if result.ok else _state_of(result)) == "SIM PIN"


def without_pin(result: FinalResult, state: str | None) -> Locked | None:
    """What an answer to +CPIN? says of a SIM that does not wait for its PIN; None for one that can be used."""
    if not result.ok:
        state = _state_of(result)
        code = (result.code or 0) - (300 if result.kind is ResultKind.CMS else 0)
        if state is None and result.kind in (ResultKind.CME, ResultKind.CMS) and code in _NO_SIM:
            return _no_sim(code)
    if state == "SIM PUK":
        return _puk()
    if state in _USABLE:
        return None
    if state in _ABSENT:
        return _no_sim(10)
    return Locked(
        trouble=SimTrouble.LOCKED,
        reason=f"the modem asks for {state}: it is locked to a network, an operator or another SIM; "
        "that lock must be removed",
    )


def _no_sim(code: int) -> Locked:
    return Locked(trouble=_TROUBLES[code], reason=_NO_SIM[code])


def _puk() -> Locked:
    return Locked(trouble=SimTrouble.PUK_NEEDED, reason=_PUK)


def _read_pin_state() -> Procedure[tuple[Completed, str | None]]:
    """What the SIM waits for, once the modem has looked at it."""
    for _ in range(BUSY_TRIES):
        completed = yield from ask_patiently(ReadPinState())
        state = ReadPinState().answer(completed.lines)
        if state != _NOT_YET:
            break
        yield Pause(seconds=BUSY_PAUSE_S)
    return completed, state


def _state_of(result: FinalResult) -> str | None:
    return {"11": "SIM PIN", "12": "SIM PUK", "311": "SIM PIN", "316": "SIM PUK"}.get(str(result.code))


def _enter_pin(session: Session) -> Procedure[Locked | None]:
    fetched = yield FetchPin()
    assert isinstance(fetched, PinFetched)
    remaining = yield from attempts_left(session)
    decision = pin.decide(fetched.pin, fetched.problem, fetched.history, remaining)
    if isinstance(decision, DoNotTry):
        return Locked(trouble=decision.trouble, reason=decision.reason)
    assert isinstance(decision, Try)
    assert fetched.pin is not None
    # On disk before it is on the line: however this ends, the value is not tried again by mistake.
    recorded = yield RecordPin(attempt=Attempt(outcome=Outcome.ATTEMPTED, remaining=remaining))
    assert isinstance(recorded, PinRecorded)
    if not recorded.ok:
        return Locked(
            trouble=SimTrouble.PIN_UNUSABLE,
            reason="the SIM asks for its PIN, which is not tried: what came of it could not be remembered in state_dir",
        )
    entered = yield from ask(EnterPin(pin=fetched.pin))
    if not entered.result.ok:
        return (yield from _refused(entered.result))
    yield RecordPin(attempt=Attempt(outcome=Outcome.ACCEPTED))
    if session.profile.rest_s:
        yield Pause(seconds=session.profile.rest_s)
    yield from _await_ready()
    yield from _introduce(session)
    return None


def attempts_left(session: Session) -> Procedure[int | None]:
    """Attempts with a PIN; None where the modem does not tell. Before its PIN it may not tell its maker either, so all
    words are tried.
    """
    for text in dict.fromkeys((session.profile.pin_counter, *_PIN_COUNTERS)):
        counter = ReadPinCounter(text=text)
        completed = yield from ask_if_answered(session, counter)
        if completed is not None and (left := counter.answer(completed.lines)) is not None:
            return left
    return None


def _refused(result: FinalResult) -> Procedure[Locked]:
    if result.busy:
        return Locked(
            trouble=SimTrouble.PIN_REFUSED,
            reason="the SIM was busy when the PIN was entered, so whether it is right is unknown; "
            "it is not tried again",
        )
    yield RecordPin(attempt=Attempt(outcome=Outcome.REFUSED))
    if _state_of(result) == "SIM PUK":
        return _puk()
    return Locked(
        trouble=SimTrouble.PIN_REFUSED,
        reason=f"the SIM refused the PIN that is set ({result}); it is not tried again: set the right one",
    )


def _await_ready() -> Procedure[None]:
    for _ in range(BUSY_TRIES):
        completed = yield from ask(ReadPinState())
        if completed.result.ok and ReadPinState().answer(completed.lines) in _USABLE:
            return
        yield Pause(seconds=BUSY_PAUSE_S)
    raise CannotStart("the SIM accepted its PIN and is still not ready after a minute")


def _identify_sim(session: Session) -> Procedure[None]:
    """The identity is part of every part's key: it must not change because a busy SIM did not answer this time."""
    completed = yield from ask_patiently(commands.IMSI)
    identity = commands.IMSI.digits(completed.lines) if completed.result.ok else None
    if completed.result.busy:
        raise CannotStart("the SIM has been busy for a minute")
    if identity is None:
        iccid = yield from ask_if_answered(session, commands.ICCID)
        identity = commands.ICCID.digits(iccid.lines) if iccid is not None else None
    before = session.sim
    session.sim = hashlib.sha256(f"sim:{identity or session.imei or ''}".encode()).hexdigest()[:16]
    if before and before != session.sim:
        session.smsc = None  # that of another card, perhaps of another operator


# --- storages and notices ------------------------------------------------------------------------------------------


def receive_elsewhere(session: Session) -> Procedure[None]:
    """What arrives is announced and found nowhere (SIM7000: `+CMTI: ,-1`): another storage, and when none is left
    messages are passed on, which is better than nothing.
    """
    session.avoided |= {session.receive or ""}
    left = [name for name in session.selectable if name not in session.avoided and name != "MT"]
    if not left:
        session.pass_on = True
        session.avoided.clear()
    yield from storages.choose(session)
    yield from choose_notices(session)


def _need_no_acknowledgements(session: Session) -> Procedure[None]:
    """Some program may have asked for service 1."""
    completed = yield from ask_if_answered(session, ReadMessageService())
    if completed is not None and ReadMessageService().answer(completed.lines) == 1:
        yield from ask_if_answered(session, NO_ACKNOWLEDGEMENTS)


def _find_full_indicator(session: Session) -> Procedure[None]:
    tested = yield from ask_if_answered(session, TestIndicators())
    names = TestIndicators().answer(tested.lines) if tested is not None else ()
    session.full_indicator = names.index("smsfull") + 1 if "smsfull" in names else None


def choose_notices(session: Session) -> Procedure[None]:
    """Asks the modem to announce messages and reports; where it takes nothing, polling finds them."""
    tested = yield from ask_if_answered(session, TestNotices())
    offered = TestNotices().answer(tested.lines) if tested is not None else ()
    ladder = _notice_ladder(session.profile.report_mode)
    if session.pass_on:
        ladder = [*((mode, 2, *more) for mode, _, *more in ladder), *ladder]
    session.notices = None
    # A modem may refuse what it lists and take what it does not: what is offered goes first, nothing is left out.
    for values in sorted(ladder, key=lambda values: not _offers(offered, values)):
        completed = yield from ask_patiently(SetNotices(values=values))
        if completed.result.ok:
            session.notices = values
            break
    session.notices_shown = yield from read_notices(session)


def read_notices(session: Session) -> Procedure[str | None]:
    """How notices are set, in the modem's own words."""
    if session.notices is None:
        return None
    completed = yield from ask_if_answered(session, ReadNotices())
    return ReadNotices().answer(completed.lines) if completed is not None else None


def settings_lost(session: Session) -> Procedure[bool]:
    """Whether the modem forgot what it was told without saying so: after a brown-out, or a network change."""
    if session.notices_shown is None:
        return False
    for _ in range(2):  # an answer that the line damaged is no cause to set everything up anew
        shown = yield from read_notices(session)
        if shown is None or shown == session.notices_shown:
            return False
    return True


def _notice_ladder(report_mode: int) -> list[tuple[int, ...]]:
    other = 3 - report_mode
    return [
        *((2, 1, 0, reports, buffered) for reports in (report_mode, other, 0) for buffered in (0, 1)),
        (2, 1, 0, report_mode),
        (1, 1, 0, 0, 0),
        (3, 1, 0, 0, 0),
    ]


def _offers(offered: tuple[frozenset[int], ...], values: tuple[int, ...]) -> bool:
    return all(value in group for value, group in zip(values, offered, strict=False))


# --- service centre ------------------------------------------------------------------------------------------------


def _centre(settings: ModemSettings) -> SetServiceCentre | None:
    return SetServiceCentre(number=settings.smsc) if settings.smsc else None


def _choose_service_centre(session: Session, settings: ModemSettings) -> Procedure[None]:
    """Writes it only where it is missing or another one is wanted; what was read once is remembered against its
    loss.
    """
    completed = yield from ask_patiently(ReadServiceCentre())
    current = ReadServiceCentre().answer(completed.lines) if completed.result.ok else None
    wanted = settings.smsc or current or session.smsc
    session.smsc = current
    if wanted and wanted != current:
        changed = yield from set_service_centre(session, wanted)
        if changed.result.ok:
            session.smsc = wanted
