"""Folding: the form in which texts and templates are compared, without case, accents, punctuation and double blanks.

Whatever is neither letter nor digit parts words ("l'alarme", "l’alarme" and "l alarme" are one), except a sign before
a number and the mark inside one ("-5", "16.3", "17:30"). Invisible characters (zero-width, right-to-left marks) vanish.
"""

from __future__ import annotations

import re
import unicodedata

# Letters that no Unicode decomposition takes apart, as people write them without the key; the minus sign for "-".
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "−": "-"})

_INVISIBLE = frozenset({"Mn", "Me", "Cf"})

# What parts words in a text of ASCII: the same as `_stays` says, at a tenth of the time.
_ASCII_PARTS = re.compile(r"[^a-z0-9.,:-]|(?<![0-9])[.,:]|[.,:](?![0-9])|(?<=[a-z0-9])-|-(?![0-9])")

# In a template: a list or rule name, or a sign of the syntax, stays as it is; the rest is literal (`\(` is a bracket).
_TEMPLATE_PIECE = re.compile(
    r"\{[^{}]*\}|<[^<>]*>|[(){}<>\[\]|;]|(?P<literal>(?:\\.|[^(){}<>\[\]|;\\]|\\$)+)", re.DOTALL
)


def fold(text: str) -> str:
    """The words of `text`, folded, with single blanks between them."""
    return " ".join(_parted(_letters(text)).split())


def fold_template(template: str) -> str:
    """`template` with its literals folded and its syntax untouched; blanks at the edges of a literal still count."""
    return _TEMPLATE_PIECE.sub(_fold_piece, template).strip()


def fold_literal(literal: str) -> str:
    """A piece of a sentence folded, with single blanks; those at its edges still count."""
    return re.sub(" +", " ", _parted(_letters(literal)))


def _fold_piece(piece: re.Match[str]) -> str:
    literal = piece["literal"]
    return piece[0] if literal is None else fold_literal(re.sub(r"\\(.)", r"\1", literal))


def _letters(text: str) -> str:
    if text.isascii():
        return text.lower()
    # Case folding may compose again ("İ"), hence twice.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    visible = (letter for letter in decomposed if unicodedata.category(letter) not in _INVISIBLE)
    return "".join(visible).translate(_LETTERS)


def _parted(letters: str) -> str:
    if letters.isascii():
        return _ASCII_PARTS.sub(" ", letters)
    return "".join(letter if _stays(letters, index) else " " for index, letter in enumerate(letters))


def _stays(letters: str, index: int) -> bool:
    letter, before, after = letters[index], letters[max(0, index - 1) : index], letters[index + 1 : index + 2]
    if letter.isalnum() or unicodedata.category(letter) == "Mc":
        return True
    if letter == "-":
        return after.isdecimal() and not before.isalnum()
    return letter in ".,:" and before.isdecimal() and after.isdecimal()
