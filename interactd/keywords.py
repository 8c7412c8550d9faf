"""The few words that mean the software itself: HELP, MORE, PLANNED, CANCEL 3.

The whole text must be the keyword after folding; what is nearly one is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from interactd.folding import fold
from smsbus.phrases import Language

LONGEST = 40
"""Characters; a longer text is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """What may be asked? `language` is None for "?"."""

    language: Language | None


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """The rest of an answer."""

    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What is to be done later, or watched?"""

    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """Not to be done after all: the one with this number; None: all."""

    number: int | None
    language: Language


Keyword = Help | More | Planned | Cancel

_EXACT: dict[str, Keyword] = {
    **dict.fromkeys(("help", "help me"), Help(language="en")),
    **dict.fromkeys(("aide", "aide moi", "a l aide"), Help(language="fr")),
    "more": More(language="en"),
    **dict.fromkeys(("suite", "la suite", "plus"), More(language="fr")),
    **dict.fromkeys(
        ("planned", "what is planned", "what s planned", "whats planned", "what is scheduled"), Planned(language="en")
    ),
    **dict.fromkeys(
        ("prevu", "qu est ce qui est prevu", "qu est ce qu il y a de prevu", "c est quoi qui est prevu"),
        Planned(language="fr"),
    ),
    **dict.fromkeys(("cancel all", "cancel everything"), Cancel(number=None, language="en")),
    **dict.fromkeys(
        ("annule tout", "annuler tout", "annulez tout", "tout annuler"), Cancel(number=None, language="fr")
    ),
}

_QUESTION_MARKS = re.compile(r"[?？]{1,3}")
_CANCEL_EN = re.compile(r"cancel (?:n |no |number )?([0-9]{1,9})")
_CANCEL_FR = re.compile(r"annule[rz]? (?:le |la |n |no |numero |le numero )?([0-9]{1,9})")


def keyword(text: str) -> Keyword | None:
    """The keyword that is the whole of `text`; None for anything else, so also for "help the plants"."""
    text = text.strip()
    if len(text) > LONGEST:
        return None
    if _QUESTION_MARKS.fullmatch(text):
        return Help(language=None)
    return _of_words(fold(text))


def _of_words(words: str) -> Keyword | None:
    english, french = _CANCEL_EN.fullmatch(words), _CANCEL_FR.fullmatch(words)
    if english:
        return Cancel(number=int(english[1]), language="en")
    if french:
        return Cancel(number=int(french[1]), language="fr")
    return _EXACT.get(words)
