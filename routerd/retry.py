"""When again, when never: what a failed submission calls for, by its cause."""

from __future__ import annotations

from dataclasses import dataclass

from smsbus.config import RouterSettings
from smsbus.messages import FailureCause
from smsbus.sms.causes import Cause, CauseClass, describe_cme, describe_cms

LAST_WORD = frozenset({CauseClass.PERMANENT, CauseClass.SIM, CauseClass.CONFIGURATION})
"""Classes for which sending again cannot help before somebody changes something."""

NEEDS_A_PERSON = frozenset({CauseClass.SIM, CauseClass.CONFIGURATION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`wait_s` until the next attempt, None for never; `reason` for a person; `alert`: somebody must act."""

    wait_s: float | None
    reason: str
    alert: bool = False


def after_failure(cause: FailureCause | None, attempts: int, settings: RouterSettings, fraction: float) -> Verdict:
    """What to do after the `attempts`-th failed attempt; `fraction` in [0, 1) spreads the waits of several messages."""
    described = _described(cause)
    if described is None:
        kind, reason = _plain(cause)
        limit, after_s = settings.max_attempts, None
    else:
        kind, reason = described.kind, _sentence(described)
        limit = settings.max_attempts
        if described.retry_limit is not None:
            limit = min(limit, described.retry_limit + 1)
        after_s = described.retry_after_s
    if kind in LAST_WORD:
        return Verdict(wait_s=None, reason=reason, alert=kind in NEEDS_A_PERSON)
    if attempts >= limit:
        return Verdict(wait_s=None, reason=f"{reason} (given up after {attempts} attempts)")
    return Verdict(wait_s=back_off_s(attempts, settings, fraction, at_least_s=after_s or 0), reason=reason)


def back_off_s(attempts: int, settings: RouterSettings, fraction: float, *, at_least_s: float = 0) -> float:
    """Doubles with each attempt up to `retry_longest`; between three quarters and all of that, by `fraction`."""
    full = min(settings.retry_longest, settings.retry_first * 2.0 ** min(attempts - 1, 30))
    return min(settings.retry_longest, max(at_least_s, full * (0.75 + 0.25 * fraction)))


def _described(cause: FailureCause | None) -> Cause | None:
    if cause is None or cause.code is None:
        return None
    if cause.source == "cms":
        return describe_cms(cause.code)
    if cause.source == "cme":
        return describe_cme(cause.code)
    return None


def _sentence(cause: Cause) -> str:
    name = f"{cause.meaning} ({cause.source.upper()} {cause.code})"
    return f"{name}. {cause.remedy}" if cause.remedy else name


def _plain(cause: FailureCause | None) -> tuple[CauseClass, str]:
    """Failures without a number."""
    if cause is not None and cause.source == "encoding":
        return CauseClass.PERMANENT, "The text cannot be encoded for this modem. Change the text."
    if cause is not None and cause.source == "time-out":
        return CauseClass.TRANSIENT, "The modem did not take the message in time"
    return CauseClass.TRANSIENT, "The modem refused the message without saying why"
