"""A reply -> which of the allowed answers it means, if any. Tolerant of how people type, never of doubt.

Case, accents, punctuation and white space do not count. A reply is an answer as a whole, the beginning of exactly one
("y" of yes and no), or its place ("2"), which only counts where no answer begins with a digit itself. Anything
around an answer makes it none: "no problem, yes" and "yes but not now" are for a person to understand.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

_INVISIBLE = frozenset({"Mn", "Me", "Cf"})
_SKIN_TONES = range(0x1F3FB, 0x1F3FF + 1)

MOST_DIGITS = 3


def fold(text: str) -> str:
    """The words of `text` in the form they are compared in; its symbols where it has no word ("👍")."""
    # Case folding may compose again ("İ"), hence twice.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    visible = [letter for letter in decomposed if _is_visible(letter)]
    words = "".join(letter if _is_of_a_word(letter) else " " for letter in visible).split()
    return " ".join(words) or "".join("".join(visible).split())


def choose(text: str, answers: Sequence[str]) -> int | None:
    """The place, from 1, of the answer that `text` means; None when it means none or might mean several."""
    reply = fold(text)
    if not reply:
        return None
    folded = [fold(answer) for answer in answers]
    if reply in folded:
        return folded.index(reply) + 1
    if reply.isdecimal() and not any(answer[:1].isdecimal() for answer in folded):
        place = int(reply) if len(reply) <= MOST_DIGITS else 0
        return place if 1 <= place <= len(folded) else None
    begun = [place for place, answer in enumerate(folded, start=1) if answer.startswith(reply)]
    return begun[0] if len(begun) == 1 else None


def names_all(text: str, answers: Sequence[str]) -> bool:
    """Whether a question names all its answers itself."""
    words = f" {fold(text)} "
    return all(f" {fold(answer)} " in words for answer in answers)


def _is_visible(letter: str) -> bool:
    return unicodedata.category(letter) not in _INVISIBLE and ord(letter) not in _SKIN_TONES


def _is_of_a_word(letter: str) -> bool:
    return letter.isalnum() or unicodedata.category(letter) == "Mc"
