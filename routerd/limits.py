"""The loop guard: two machines that answer each other must stop by themselves.

At most `answers_per_minute` answers go to one number; the message that would exceed it mutes the number, durably, until
`contact.unmute`. Counted from the store, so that a restart does not start the minute anew.
"""

from __future__ import annotations

from routerd import store_directory, store_outbox, store_questions, values
from routerd.work import Work
from smsbus.numbers import mask

WINDOW_MS = 60_000


def loops(work: Work, number: str) -> bool:
    """Whether one more question of the number may lead to an answer too many."""
    answers = store_outbox.answers_since(work.store, number, work.now_ms - WINDOW_MS)
    return answers + store_questions.open_of(work.store, number) >= work.settings.router.answers_per_minute


def exhausted(work: Work, number: str) -> bool:
    """Whether one more answer to the number is one too many."""
    answers = store_outbox.answers_since(work.store, number, work.now_ms - WINDOW_MS)
    return answers >= work.settings.router.answers_per_minute


def mute(work: Work, number: str, contact: str | None) -> None:
    """Silences the number and tells it once."""
    if number in work.directory.muted:
        return
    store_directory.mute(work.store, number, work.now_ms)
    work.directory_changed()
    who = values.masked_name(contact) or mask(number)
    work.event(
        "alert",
        message=f"{who} is muted: more than {work.settings.router.answers_per_minute} answers in a minute, which looks "
        "like two machines answering each other; when it is settled, unmute the contact",
        number=mask(number),
    )
    work.log("warning", "muted", number=mask(number))
