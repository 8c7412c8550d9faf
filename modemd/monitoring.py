"""What is looked at now and then: signal, registration, operator, fill of the storage; and who calls.

An idle system is silent: only changes are told, and a signal that wavers by one step is no change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from modemd.at import commands
from modemd.at.commands import Command, ReadOperator, ReadRegistration, RegistrationAnswer, ResponseLine
from modemd.at.message_commands import ReadStorages
from modemd.at.results import ResultKind
from modemd.at.signal_commands import (
    Measure,
    ReadExtendedSignal,
    ReadHuaweiSignal,
    ReadHuaweiSystem,
    ReadSignal,
    ReadSimcomSystem,
    Strength,
)
from modemd.events import Tell
from modemd.procedure import Procedure, ask, ask_if_answered
from modemd.session import Session
from smsbus.messages import IncomingCall, ModemNetwork, ModemSignal, Registration

AnswerT = TypeVar("AnswerT")

UNKNOWN_SIGNAL: Final = 99
DEAD_BAND: Final = 2
"""A signal is told again when it differs by this much: 4 dBm."""

_SCALES: Final = {Measure.RSSI: (-113, -51), Measure.RSCP: (-115, -60), Measure.RSRP: (-125, -75)}
"""dBm at 0 and at 100 percent. What is measured of a pilot alone is weaker than the channel, and no worse for it."""

CALLER_WITHIN_S: Final = 0.5
"""+CLIP follows RING within this time, or the number is withheld."""
SAME_CALL_S: Final = 7.0
"""RING comes every 3 to 5 s: what comes within this time is the same call."""

# 27.007 §7.2. "SMS only" and "CSFB not preferred" are as good as registered to us.
_REGISTRATIONS: Final = {
    0: Registration.NOT_SEARCHING,
    1: Registration.HOME,
    2: Registration.SEARCHING,
    3: Registration.DENIED,
    4: Registration.UNKNOWN,
    5: Registration.ROAMING,
    6: Registration.HOME,
    7: Registration.ROAMING,
    8: Registration.EMERGENCY_ONLY,
    9: Registration.HOME,
    10: Registration.ROAMING,
    11: Registration.EMERGENCY_ONLY,
}
_BEST_FIRST: Final = (
    Registration.HOME,
    Registration.ROAMING,
    Registration.SEARCHING,
    Registration.DENIED,
    Registration.EMERGENCY_ONLY,
    Registration.NOT_SEARCHING,
    Registration.UNKNOWN,
)
REGISTERED: Final = {Registration.HOME: "registered in its home network", Registration.ROAMING: "registered, roaming"}
UNREGISTERED: Final = {
    Registration.NOT_SEARCHING: "not registered, and not searching for a network",
    Registration.SEARCHING: "searching for a network",
    Registration.DENIED: "the network denies registration: is the SIM active and paid, and allowed on this network?",
    Registration.UNKNOWN: "the modem does not know whether it is registered",
    Registration.EMERGENCY_ONLY: "only emergency calls are possible here with this SIM",
}
# 27.007 §7.3 <AcT>.
_TECHNOLOGIES: Final = {
    0: "GSM",
    1: "GSM",
    2: "UMTS",
    3: "EDGE",
    4: "HSDPA",
    5: "HSUPA",
    6: "HSPA",
    7: "LTE",
    8: "LTE-M",
    9: "NB-IoT",
    10: "LTE",
    11: "5G",
    12: "5G",
    13: "5G",
}


def observe(session: Session) -> Procedure[None]:
    """Looks at everything and tells what changed."""
    answers = yield from read_registration(session)
    yield from read_signal(session)
    yield from _read_network(session, answers)
    if session.selected is not None:
        completed = yield from ask_if_answered(session, ReadStorages())
        fill = ReadStorages().answer(completed.lines) if completed is not None else None
        if fill is not None:
            session.filled(fill.name or session.selected, fill.used, fill.total)
            if fill.name not in (None, session.selected):
                session.selected = None  # somebody selected another one


def read_registration(session: Session) -> Procedure[list[RegistrationAnswer]]:
    """The best of the three registrations: on LTE +CREG may say 0 where +CEREG says 1, and SMS work."""
    answers = []
    for what in ("CREG", "CGREG", "CEREG"):
        command = ReadRegistration(what=what)
        if command.line in session.refused:
            continue
        completed = yield from ask(command)
        if completed.result.kind is ResultKind.ERROR or (completed.result.kind, completed.result.code) in _NOT_KNOWN:
            session.refused.add(command.line)
        if (answer := command.answer(completed.lines)) is not None:
            answers.append(answer)
    if not answers:
        # One of them every modem has: what was refused was a line that came through damaged.
        session.refused -= {ReadRegistration(what=what).line for what in ("CREG", "CGREG", "CEREG")}
    found = {_REGISTRATIONS.get(answer.status, Registration.UNKNOWN) for answer in answers}
    session.registration = next((status for status in _BEST_FIRST if status in found), Registration.UNKNOWN)
    return answers


_NOT_KNOWN: Final = ((ResultKind.CME, 3), (ResultKind.CME, 4), (ResultKind.CME, 100))


def read_signal(session: Session) -> Procedure[None]:
    """Its strength, told when it changed."""
    completed = yield from ask_if_answered(session, ReadSignal())
    raw = ReadSignal().answer(completed.lines) if completed is not None else None
    signal = signal_of(session.modem, UNKNOWN_SIGNAL if raw is None else raw)
    session.technology = None
    if signal.dbm is None and session.registered and (strength := (yield from _read_strength(session))):
        signal = signal_from(session.modem, strength)
        session.technology = strength.technology
    known = session.signal
    if known is None or abs(known.raw - signal.raw) >= DEAD_BAND:
        session.signal = signal
        yield Tell(message=signal)


def _read_strength(session: Session) -> Procedure[Strength | None]:
    """For LTE modems that have nothing to say to +CSQ."""
    extended, huawei = ReadExtendedSignal(), ReadHuaweiSignal()
    return (yield from _first_known(session, (extended, extended.answer), (huawei, huawei.answer)))


def _first_known(
    session: Session, *asking: tuple[Command, Callable[[tuple[ResponseLine, ...]], AnswerT | None]]
) -> Procedure[AnswerT | None]:
    """The first answer that says something. What a modem does not know is not asked again."""
    for command, answer in asking:
        if command.line in session.refused:
            continue
        completed = yield from ask_if_answered(session, command)
        if completed is None:
            session.refused.add(command.line)
        elif (known := answer(completed.lines)) is not None:
            return known
    return None


def signal_from(modem: str, strength: Strength) -> ModemSignal:
    """As +CSQ would have said it: `raw` and percent on its scale, dBm as measured."""
    weakest, strongest = _SCALES[strength.measure]
    share = min(max((strength.dbm - weakest) / (strongest - weakest), 0.0), 1.0)
    return ModemSignal(modem=modem, raw=round(share * 31), dbm=strength.dbm, percent=round(share * 100))


def signal_of(modem: str, raw: int) -> ModemSignal:
    """dBm = -113 + 2 raw for 0 to 31; -116 + (raw - 100) for 100 to 191 (TD-SCDMA chips); else unknown."""
    if 0 <= raw <= 31:
        return ModemSignal(modem=modem, raw=raw, dbm=-113 + 2 * raw, percent=round(raw * 100 / 31))
    if 100 <= raw <= 191:
        return ModemSignal(modem=modem, raw=raw, dbm=raw - 216, percent=round((raw - 100) * 100 / 91))
    return ModemSignal(modem=modem, raw=UNKNOWN_SIGNAL, dbm=None, percent=None)


def _read_network(session: Session, answers: list[RegistrationAnswer]) -> Procedure[None]:
    technology = next((answer.technology for answer in reversed(answers) if answer.technology is not None), None)
    name, plmn = (session.network.operator, session.network.plmn) if session.network else (None, None)
    if session.registered:
        completed = yield from ask_if_answered(session, ReadOperator())
        if completed is not None:
            answer = ReadOperator().answer(completed.lines)
            technology = answer.technology if answer.technology is not None else technology
            # ZTE MF627 gives empty names at times: a number says more than nothing.
            if plmn is None or (answer.operator or plmn) != name:
                plmn = yield from _read_plmn(session)
                name = answer.operator or plmn
    else:
        name = plmn = None
    named = session.technology if technology is None else _TECHNOLOGIES.get(technology)
    if named is None and session.registered:
        named = yield from _read_technology(session)
    network = ModemNetwork(
        modem=session.modem,
        operator=name,
        plmn=plmn,
        registration=session.registration,
        technology=named,
        roaming=session.registration is Registration.ROAMING,
    )
    if network != session.network:
        session.network = network
        yield Tell(message=network)


def _read_technology(session: Session) -> Procedure[str | None]:
    """In their makers' words."""
    huawei, simcom = ReadHuaweiSystem(), ReadSimcomSystem()
    return (yield from _first_known(session, (huawei, huawei.answer), (simcom, simcom.answer)))


def _read_plmn(session: Session) -> Procedure[str | None]:
    if (yield from ask_if_answered(session, commands.OPERATOR_BY_NUMBER)) is None:
        return None
    completed = yield from ask_if_answered(session, ReadOperator())
    yield from ask_if_answered(session, commands.OPERATOR_BY_NAME)
    plmn = ReadOperator().answer(completed.lines).operator if completed is not None else None
    return plmn if plmn is not None and plmn.isdecimal() and len(plmn) in (5, 6) else None


@dataclass(slots=True)
class Calls:
    """One incoming call at a time: told once, hung up at once (an E3372 freezes when left ringing)."""

    ringing_until: float | None = None
    number: str | None = None
    _over_at: float = float("-inf")

    def ring(self, now: float) -> None:
        """RING: wait a moment for the number."""
        if self.ringing_until is None and now >= self._over_at:
            self.ringing_until = now + CALLER_WITHIN_S
            self.number = None

    def caller(self, number: str | None, now: float) -> None:
        """+CLIP: the number is known, there is nothing more to wait for."""
        if self.ringing_until is not None:
            self.ringing_until = now
            self.number = number

    def over(self, now: float) -> None:
        """The call is rejected, or forgotten because the modem is gone."""
        self.ringing_until = None
        self._over_at = now + SAME_CALL_S


def hang_up(session: Session, number: str | None) -> Procedure[None]:
    """Tells of the call and rejects it; not every modem knows +CHUP."""
    yield Tell(message=IncomingCall(modem=session.modem, caller=number))
    completed = yield from ask(commands.HANG_UP)
    if not completed.result.ok:
        yield from ask(commands.HANG_UP_V250)
