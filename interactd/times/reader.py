"""A place in the words of a text, and what is written there: phrases of a vocabulary, and numbers.

Whatever reads (here and in the modules built on this one) gives what it read and the place behind it, or None. Nothing
looks further than a few words, so that a text of any length is read in time proportional to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from interactd.times.vocabulary import Vocabulary

LONGEST_PHRASE = 5

TOO_MANY = 10**9
"""What a number of more than nine digits counts as."""

T = TypeVar("T")

_NUMBER = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,3})?")
_MORE_DIGITS = re.compile(r"[0-9]{10,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Folded words, and the vocabulary they are read with."""

    words: Sequence[str]
    known: Vocabulary

    def word(self, at: int) -> str:
        """The word at this place; nothing behind the last."""
        return self.words[at] if at < len(self.words) else ""

    def phrase(self, table: Mapping[str, T], at: int) -> tuple[T, int] | None:
        """The longest phrase of `table` that stands here."""
        for end in range(min(at + LONGEST_PHRASE, len(self.words)), at, -1):
            key = " ".join(self.words[at:end])
            if key in table:
                return table[key], end
        return None

    def one_of(self, phrases: AbstractSet[str], at: int) -> int | None:
        """The place behind the longest of `phrases` that stands here."""
        for end in range(min(at + LONGEST_PHRASE, len(self.words)), at, -1):
            if " ".join(self.words[at:end]) in phrases:
                return end
        return None

    def after(self, word: str, at: int) -> int:
        """The place behind `word`, or the same place if that is not written here."""
        return at + 1 if self.word(at) == word else at

    def number(self, at: int) -> tuple[Decimal, int] | None:
        """A number without sign, in digits or in words."""
        word = self.word(at)
        if _NUMBER.fullmatch(word):
            return Decimal(word.replace(",", ".")), at + 1
        if _MORE_DIGITS.fullmatch(word):
            return Decimal(TOO_MANY), at + 1
        named = self.phrase(self.known.numbers, at)
        return (Decimal(named[0]), named[1]) if named else None

    def integer(self, at: int) -> tuple[int, int] | None:
        """The same, if it is whole."""
        found = self.number(at)
        return (int(found[0]), found[1]) if found and found[0] == int(found[0]) else None
