"""The loop guard: two machines that answer each other must stop by themselves.

At most `answers_per_minute` answers, and `answers_per_hour`, go to one number; the message that would exceed it mutes
the number, durably, until `contact.unmute`. Counted from the store, so that a restart does not start the minute anew.
"""

from __future__ import annotations

from routerd import store_directory, store_outbox, store_questions, values
from routerd.work import Work
from smsbus.numbers import mask

MINUTE_MS, HOUR_MS = 60_000, 3_600_000


def loops(work: Work, number: str) -> bool:
    """Whether one more question of the number may lead to an answer too many."""
    return _too_many(work, number, store_questions.open_of(work.store, number))


def exhausted(work: Work, number: str) -> bool:
    """Whether one more answer to the number is one too many."""
    return _too_many(work, number, 0)


def _too_many(work: Work, number: str, more: int) -> bool:
    router = work.settings.router
    for most, window_ms in ((router.answers_per_minute, MINUTE_MS), (router.answers_per_hour, HOUR_MS)):
        if most and store_outbox.answers_since(work.store, number, work.now_ms - window_ms) + more >= most:
            return True
    return False


def mute(work: Work, number: str, contact: str | None) -> None:
    """Silences the number and tells it once."""
    if number in work.directory.muted:
        return
    store_directory.mute(work.store, number, work.now_ms)
    work.directory_changed()
    who = values.masked_name(contact) or mask(number)
    work.event(
        "alert",
        message=f"{who} is muted: more answers than answers_per_minute or answers_per_hour allow, which looks like two "
        "machines answering each other; when it is settled, unmute the contact",
        number=mask(number),
    )
    work.log("warning", "muted", number=mask(number))
