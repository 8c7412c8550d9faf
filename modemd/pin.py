"""Whether the configured PIN may be tried. Three wrong ones lock a SIM, and supervisord restarts daemons for ever.

A value is tried once. What came of it is remembered on disk before the attempt and after it, as a keyed hash and not as
the PIN, so that no number of restarts tries a wrong one again; another value is a new chance. A value that was accepted
may be tried again after the modem lost power. Where the modem tells how many attempts are left, the last one is never
used.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from smsbus.sim_trouble import SimTrouble


class Outcome(StrEnum):
    """What came of an attempt."""

    ATTEMPTED = "attempted"  # written before the attempt; still there when nobody saw its end
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What is remembered of a PIN value; `remaining` is the counter of the SIM before the attempt, where known."""

    outcome: Outcome
    remaining: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """The PIN may be tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoNotTry:
    """The PIN must not be tried; `reason` says why and what to do."""

    trouble: SimTrouble
    reason: str


def decide(pin: str | None, problem: str | None, history: Attempt | None, remaining: int | None) -> Try | DoNotTry:
    """Whether to try `pin` on a SIM that waits for its PIN. `remaining` None: the modem does not tell."""
    if problem is not None:
        return DoNotTry(trouble=SimTrouble.PIN_UNUSABLE, reason=f"the SIM asks for its PIN: {problem}")
    if not pin:
        return DoNotTry(
            trouble=SimTrouble.PIN_NEEDED,
            reason="the SIM asks for its PIN and none is set: set pin or pin_file of this modem",
        )
    if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 8):
        return DoNotTry(
            trouble=SimTrouble.PIN_UNUSABLE,
            reason="the SIM asks for its PIN and the one in pin_file is not 4 to 8 digits: correct it",
        )
    if remaining is not None and remaining <= 1:
        return DoNotTry(
            trouble=SimTrouble.PIN_LAST,
            reason="the SIM has one PIN attempt left, which is never used: put the SIM in a phone, enter the right PIN",
        )
    return _after(history, remaining)


def _after(history: Attempt | None, remaining: int | None) -> Try | DoNotTry:
    if history is None:
        return Try()
    match history.outcome:
        case Outcome.ACCEPTED:
            return Try()
        case Outcome.REFUSED:
            return DoNotTry(
                trouble=SimTrouble.PIN_REFUSED,
                reason="the SIM refused the PIN that is set; it is not tried again: set the right one",
            )
        case Outcome.ATTEMPTED:
            # Nobody saw its end. A counter that has not gone down says that it cost nothing.
            if remaining is not None and history.remaining is not None and remaining >= history.remaining:
                return Try()
            return DoNotTry(
                trouble=SimTrouble.PIN_REFUSED,
                reason="the PIN that is set was tried once and nobody saw the end; it is not tried again: "
                "put the SIM in a phone to see whether it is right, or set another one",
            )
        case _:
            assert_never(history.outcome)


def fingerprint(key: bytes, modem: str, pin: str) -> str:
    """What is remembered instead of the PIN; keyed, since all ten thousand PINs are hashed in no time."""
    return hmac.new(key, f"{modem}\0{pin}".encode(), hashlib.sha256).hexdigest()
