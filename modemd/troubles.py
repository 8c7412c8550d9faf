"""What is wrong with a modem that answers: no network for too long, submissions that all fail, settings it forgot.

A modem that does not answer is noticed by `runner`; this one says OK to everything and does its work no more, until
somebody switches its radio off and on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from modemd.monitoring import REGISTERED, UNREGISTERED
from modemd.session import Session
from modemd.submitting import InHand
from smsbus.messages import FailureCause, JobResult, Outcome, Registration
from smsbus.sms.causes import CauseClass, describe_cme, describe_cms

UNREGISTERED_TOO_LONG_S: Final = 300.0
SEARCHING_TOO_LONG_S: Final = 150.0
"""For a modem that hears its network well."""
GOOD_SIGNAL_DBM: Final = -83
FAILURES_IN_A_ROW: Final = 3
SHOWN: Final = 10
FAILURES_TO_ONE: Final = 5
"""In a row to whomever: where there is but one to text, it is all that tells of a network that is lost."""
LOSSES: Final = 3
LOSSES_WITHIN_S: Final = 3600.0
POWER_SHOWN_S: Final = 86400.0

_BUSY: Final = (("cme", 14), ("cms", 314), ("cms", 515))
_OF_THE_MODEM: Final = (CauseClass.TRANSIENT, CauseClass.NETWORK)


def standing(session: Session) -> str:
    """Where the modem stands with the network, as a sentence for a person."""
    if not session.registered:
        return UNREGISTERED[session.registration]
    reason = REGISTERED[session.registration]
    if session.receive is None:
        reason += "; this modem offers no storage: it can send and not receive"
    full = [fill.name for fill in session.fills.values() if fill.used >= fill.total > 0]
    if full:
        reason += f"; storage {' and '.join(full)} is full: nothing comes in until it is emptied"
    return "; ".join(filter(None, (reason, session.remark)))


def power_failed(session: Session, what: str, now: float) -> None:
    """Remembers a sign of weak power for a day. Sending draws peaks of 2 A (2G), and a weak supply breaks down then."""
    session.power = (
        f"its power supply seems too weak ({what}): use a powered hub or a supply of 5 V and 2 A, and a short cable"
    )
    session.power_at = now


def problems(session: Session) -> list[str]:
    """What of the modem's storages and supply a person should look at."""
    found = []
    if session.power:
        found.append(session.power)
    if session.stuck:
        slots = ", ".join(str(slot) for slot in session.stuck[:SHOWN]) + (", ..." if len(session.stuck) > SHOWN else "")
        found.append(
            f"messages in {slots} are on disk here and cannot be deleted from the modem; when they fill it, nothing "
            "comes in any more: delete them with another phone or program"
        )
    found += [
        f"storage {name} is full and cannot be emptied: nothing comes in; delete messages with another phone or program"
        for name in session.blocked
    ]
    return found


@dataclass(slots=True)
class Troubles:
    """Since when, and how often in a row."""

    _unregistered_since: float | None = None
    _failed_to: list[str] = field(default_factory=list)
    _lost_at: list[float] = field(default_factory=list)

    def begin(self) -> None:
        """The modem was set up anew."""
        self._unregistered_since = None

    def observed(self, session: Session, now: float) -> str | None:
        """What to recover from, after a look at the modem. A network that refuses us is not to be hammered."""
        if session.power and now - session.power_at > POWER_SHOWN_S:
            session.power = ""
        if session.registered:
            self._unregistered_since = None
            return None
        if self._unregistered_since is None:
            self._unregistered_since = now
        waited_s = now - self._unregistered_since
        if session.registration is Registration.SEARCHING and waited_s >= SEARCHING_TOO_LONG_S and _hears(session):
            return "no network found for minutes although the signal is good"
        too_long = waited_s >= UNREGISTERED_TOO_LONG_S
        return "no network for five minutes" if too_long and session.registration is not Registration.DENIED else None

    def restarted(self, session: Session, text: str, in_hand: InHand | None, now: float) -> str:
        """Why the modem is set up anew, as a sentence for a person."""
        if "VOLTAGE" in text.upper():
            power_failed(session, f"it says {text}", now)
        if in_hand is None:
            return f"the modem restarted by itself, or its SIM changed ({text})"
        power_failed(session, "it restarted in the middle of sending", now)
        return f"the modem restarted in the middle of sending ({text}); {session.power}"

    def lost(self, session: Session, reason: str, in_hand: InHand | None, now: float) -> str:
        """Why the port is gone, as a sentence for a person: a stick that falls off the bus again and again starves."""
        self._lost_at = [*(at for at in self._lost_at if now - at < LOSSES_WITHIN_S), now][-LOSSES:]
        if in_hand is not None:
            power_failed(session, "it was gone in the middle of sending, unless somebody unplugged it", now)
        elif len(self._lost_at) >= LOSSES:
            power_failed(session, f"it was gone {LOSSES} times within an hour", now)
        return f"{reason}; {session.power}" if session.power_at == now and session.power else reason

    def submitted(self, result: JobResult, recipient: str) -> str | None:
        """What to recover from, after a submission ended: several in a row that failed, and not all to one number."""
        if result.outcome is Outcome.SENT:
            self._failed_to.clear()
        elif _of_the_modem(result.cause):
            self._failed_to = [*self._failed_to, recipient][-FAILURES_TO_ONE:]
        last = self._failed_to[-FAILURES_IN_A_ROW:]
        if len(last) == FAILURES_IN_A_ROW and len(set(last)) > 1:
            return f"{FAILURES_IN_A_ROW} submissions in a row failed, to different numbers"
        if len(self._failed_to) == FAILURES_TO_ONE:
            return f"{FAILURES_TO_ONE} submissions in a row failed"
        return None


def _hears(session: Session) -> bool:
    signal = session.signal
    return signal is not None and signal.dbm is not None and signal.dbm >= GOOD_SIGNAL_DBM


def _of_the_modem(cause: FailureCause | None) -> bool:
    """Whether the cause passes for one message and is a symptom when every message has it (38, 41, 500, 512...)."""
    if cause is None or cause.code is None:
        return cause is not None and cause.source in ("final", "time-out")
    if cause.source not in ("cms", "cme") or (cause.source, cause.code) in _BUSY:
        return False
    describe = describe_cms if cause.source == "cms" else describe_cme
    return describe(cause.code).kind in _OF_THE_MODEM
