"""Who texts like a machine: two gateways that answer each other must stop at once, not after `answers_per_minute`.

A loop ends as soon as one of the two is silent once, so a text that looks like a machine's answer to our answer is kept
and not asked; nobody is muted for it. It looks so when

- it is one of the sentences that we ourselves say when we cannot answer, or the very answer we last gave that number;
- it is the same text as before, the figures in a long one aside, and came within `SAME_WITHIN_S` after our answer;
- it came sooner after our answer than a person reads that and types a text of its length, and so did the one before it.

Between two gateways the second or third answer is of one of these kinds: of five messages the last stays without an
answer. A person who asks the same again waits a little longer: the answer must reach them first, and their text us.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from routerd import store_questions, values
from routerd.work import Work
from smsbus import phrases
from smsbus.numbers import mask

SAME_WITHIN_S = 15.0
READ_S = 4.0
"""Our answer on its way, read, and the reply on its way: no person does it sooner."""
LETTERS_A_SECOND = 8.0
LONGEST_S = 15.0
SENTENCE_LETTERS = 30
"""A text this long is the same when only its figures differ."""
KEYWORD_CHARS = 12
"""What asks for the next page of an answer is no longer."""
TOLD_EVERY_S = 3600.0
MOST_TOLD = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A text that was asked, and the answer; times in seconds, None while the answer was not sent."""

    asked: str
    asked_at: float
    answered: str
    answered_at: float | None


def mechanical(text: str, at: float, exchanges: Sequence[Exchange], own_words: Collection[str]) -> bool:
    """Whether a text that came at `at` looks like a machine's; `exchanges` are the last ones, the newest first."""
    said = _folded(text)
    if said and said in {_folded(words) for words in own_words}:
        return True
    if not exchanges:
        return False
    last = exchanges[0]
    if len(text) <= KEYWORD_CHARS and last.answered.endswith(phrases.in_all_languages("more_hint")):
        return False  # a person who reads on texts the same short word again and again, and at once
    if said == _folded(last.answered):
        return True
    after_s = _after(last, at)
    if after_s is None:
        return False
    if _numbered(said) == _numbered(_folded(last.asked)) and after_s < SAME_WITHIN_S:
        return True
    if len(exchanges) < 2 or not _sooner_than_typed(text, after_s):
        return False
    before_s = _after(exchanges[1], last.asked_at)
    return before_s is not None and _sooner_than_typed(last.asked, before_s)


def loops(work: Work, number: str, contact: str | None, text: str) -> bool:
    """Whether a text of this number shall stay without an answer; tells it, once an hour and number."""
    if not work.settings.router.loop_detection:
        return False
    after = work.now_ms - round(TOLD_EVERY_S * 1000)
    exchanges = [Exchange(**row) for row in store_questions.exchanges(work.store, number, after, 2)]
    if not mechanical(text, work.now, exchanges, _own_words(work)):
        return False
    told = work.memory.machines_told
    if work.now - told.get(number, work.now - TOLD_EVERY_S) >= TOLD_EVERY_S:
        if len(told) >= MOST_TOLD:
            told.clear()
        told[number] = work.now
        who = values.masked_name(contact) or mask(number)
        work.event(
            "alert",
            message=f"{who} texts like a machine that answers our answers: the text is kept and not answered; "
            "if it is a person, set loop_detection = false in [router]",
            number=mask(number),
        )
        work.log("warning", "loop", number=mask(number))
    return True


def _own_words(work: Work) -> list[str]:
    said = work.settings.interactions
    own = (
        work.settings.router.unavailable_text,
        said.not_understood_text,
        said.unavailable_text,
        said.refused_text,
    )
    return [*filter(None, own), *phrases.fixed()]


def _after(exchange: Exchange, at: float) -> float | None:
    """How long after the answer; None for what is no reply to it, because it was not sent by then."""
    if exchange.answered_at is None or at < exchange.answered_at:
        return None
    return at - exchange.answered_at


def _sooner_than_typed(text: str, after_s: float) -> bool:
    return after_s < min(LONGEST_S, READ_S + len(text) / LETTERS_A_SECOND)


def _numbered(text: str) -> str:
    """A sentence without its figures: machines count, and tell the time."""
    return re.sub(r"\d+", "0", text) if len(text) >= SENTENCE_LETTERS else text


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
