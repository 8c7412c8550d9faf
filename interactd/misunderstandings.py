""" "Not understood": what is said then, and how often, before silence is kinder.

Somebody who does not get through is told so a few times an hour and then no more until an hour has passed: a person
asks somebody else by then, and a machine that answers our answers stops.
"""

from __future__ import annotations

from collections.abc import Sequence

from interactd.quoting import LONGEST, visible
from smsbus import phrases
from smsbus.phrases import Language

PER_HOUR = 3
WINDOW_S = 3600.0
REMEMBERED_S = 2 * WINDOW_S
"""A row of misses began at most one hour before the last one, which counts for another hour."""

MOST_REMEMBERED = 20


def may_be_told(misses: Sequence[float], now: float, per_hour: int = PER_HOUR) -> bool:
    """Whether the sender is told once more; `misses`: when they were told before, in UTC epoch seconds. More than
    `MOST_REMEMBERED` an hour are as many as that. Whatever lies ahead was said by a clock that was wrong.
    """
    most = min(per_hour, MOST_REMEMBERED)
    if most <= 0:
        return False
    last = sorted(at for at in misses if now - REMEMBERED_S < at <= now)[-most:]
    return len(last) < most or last[-1] - last[0] >= WINDOW_S or now - last[-1] >= WINDOW_S


def told(misses: Sequence[float], now: float) -> tuple[float, ...]:
    """`misses` and this one; the last ones only."""
    return (*misses, now)[-MOST_REMEMBERED:]


def apology(language: Language, closest: str | None) -> str:
    """What to say: with the `closest` sentence that this sender may use, unless that is no help."""
    shown = visible(closest or "")
    if not shown or len(shown) > LONGEST:  # too long to help somebody who cannot spell it
        return phrases.say(language, "not_understood")
    return phrases.say(language, "not_understood_closest", closest=shown)
