"""The folded words of a text, and where each stands in it: what is cut off a text leaves the rest as it was written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from interactd.folding import fold

LONGEST_WORD = 40
"""Characters; what is longer is a word that equals no other."""

# A comparison sign is a word of its own, also without blanks around it; folding would drop it.
_PIECE = re.compile(r"[<>]=?|[≤≥]|[^\s<>≤≥]+")
# Folding would take a date apart.
_DATE = re.compile(r"([0-9]{1,2}/[0-9]{1,2}(?:/[0-9]{2,4})?|[0-9]{4}-[0-9]{2}-[0-9]{2})[.,;:!?)]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A folded word. `start` and `end` are those of the piece of text between blanks, which may hold several words
    ("d'heure"): this is the `first`, the `last`, or one between. Only between pieces may a text be cut.
    """

    text: str
    start: int
    end: int
    first: bool = True
    last: bool = True


def words_of(text: str) -> list[Word]:
    """The words of `text` in order; a piece without any (a question mark that stands alone) leaves none."""
    found: list[Word] = []
    for piece in _PIECE.finditer(text):
        words = _words(piece[0])
        found += [
            Word(text=word, start=piece.start(), end=piece.end(), first=not place, last=place == len(words) - 1)
            for place, word in enumerate(words)
        ]
    return found


def _words(piece: str) -> list[str]:
    if len(piece) > LONGEST_WORD:
        return [""]
    if piece[0] in "<>≤≥":
        return [piece]
    date = _DATE.fullmatch(piece)
    return [date[1]] if date else fold(piece).split()
