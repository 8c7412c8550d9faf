"""What is wrong with a modem that answers: no network for too long, submissions that all fail, settings it forgot.

A modem that does not answer is noticed by `runner`; this one says OK to everything and does its work no more, until
somebody switches its radio off and on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from modemd.monitoring import REGISTERED, UNREGISTERED
from modemd.session import Session
from smsbus.messages import FailureCause, JobResult, Outcome, Registration
from smsbus.sms.causes import CauseClass, describe_cme, describe_cms

UNREGISTERED_TOO_LONG_S: Final = 300.0
FAILURES_IN_A_ROW: Final = 3

_OF_THE_MODEM: Final = (CauseClass.TRANSIENT, CauseClass.NETWORK)


def restart(said: str, *, submitting: bool) -> str:
    """What the modem said when it went down, for a person. One that restarts while it sends has too weak a supply: its
    radio draws 2 A for moments (simcom_sim800c.json).
    """
    if submitting or "VOLTAGE" in said.upper():
        return f"{said}; its power supply may be too weak: use a powered hub, a short cable, 5 V and 2 A"
    return said


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
    return f"{reason}; {session.remark}" if session.remark else reason


@dataclass(slots=True)
class Troubles:
    """Since when, and how often in a row."""

    _unregistered_since: float | None = None
    _failed_to: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """The modem was set up anew."""
        self._unregistered_since = None

    def observed(self, session: Session, now: float) -> str | None:
        """What to recover from, after a look at the modem. A network that refuses us is not to be hammered."""
        if session.registered:
            self._unregistered_since = None
            return None
        if self._unregistered_since is None:
            self._unregistered_since = now
        too_long = now - self._unregistered_since >= UNREGISTERED_TOO_LONG_S
        return "no network for five minutes" if too_long and session.registration is not Registration.DENIED else None

    def submitted(self, result: JobResult, recipient: str) -> str | None:
        """What to recover from, after a submission ended: several in a row that failed, and not all to one number."""
        if result.outcome is Outcome.SENT:
            self._failed_to.clear()
        elif _of_the_modem(result.cause):
            self._failed_to = [*self._failed_to, recipient][-FAILURES_IN_A_ROW:]
        if len(self._failed_to) < FAILURES_IN_A_ROW or len(set(self._failed_to)) < 2:
            return None
        return f"{FAILURES_IN_A_ROW} submissions in a row failed, to different numbers"


def _of_the_modem(cause: FailureCause | None) -> bool:
    """Whether the cause passes for one message and is a symptom when every message has it (38, 41, 500, 512...)."""
    if cause is None or cause.code is None:
        return cause is not None and cause.source == "final"
    if cause.source not in ("cms", "cme"):
        return False
    describe = describe_cms if cause.source == "cms" else describe_cme
    return describe(cause.code).kind in _OF_THE_MODEM
