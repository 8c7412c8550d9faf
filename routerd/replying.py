"""What goes back to who asked: queued once, through the modem the question came by, unless the guard forbids."""

from __future__ import annotations

from routerd import limits, outbox, store_outbox
from routerd.outbox import Cut, Order, Recipient
from routerd.work import Work
from smsbus import phrases
from smsbus.numbers import Number, NumberKind
from smsbus.sms.errors import EncodeError


def queue(work: Work, *, key: str, sender: str, contact: str | None, modem: str, text: str | None) -> bool:
    """Queues a text for the number under an idempotency key of answers; no text is silence. False when the loop guard
    forbids it. What an errand says is no link of a loop and mutes nobody: there is no text it would answer.
    """
    if not text:
        return True
    if sender in work.directory.muted:
        return False
    if not key.startswith(outbox.ERRAND_KEY) and limits.exhausted(work, sender):
        limits.mute(work, sender, contact)
        return False
    cut = _cut(work, text, modem)
    store_outbox.use_key(work.store, key, "", work.now_ms)
    order = Order(cut=cut, priority="answer", modem=modem, preferred=True, key=key)
    number = Number(kind=NumberKind.INTERNATIONAL, value=sender)  # nobody else ever asks
    outbox.enqueue(work, order, [Recipient(number=number, contact=contact)])
    return True


def apology(work: Work, *, acted: bool) -> str:
    """What a question gets to which no answer came. When something may have been done, nobody is told to ask again."""
    if acted:
        return phrases.say(work.settings.service.language, "action_unknown")
    return work.settings.router.unavailable_text or phrases.say(work.settings.service.language, "apology")


def refusal(work: Work) -> str:
    """What an answer becomes that promises something for later which may not be kept."""
    return phrases.say(work.settings.service.language, "too_many_plans")


def regret(work: Work, what: str) -> str:
    """The same for an errand: it was asked for long ago, so it is named."""
    own = work.settings.router.unavailable_text
    return f"{own} ({what})" if own else phrases.say(work.settings.service.language, "errand_failed", what=what)


def _cut(work: Work, text: str, modem: str) -> Cut:
    try:
        return outbox.cut(work, text, modem)
    except EncodeError:
        return outbox.cut(work, phrases.say(work.settings.service.language, "apology"), modem)
