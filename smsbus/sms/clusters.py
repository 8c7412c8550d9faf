"""What people see as one character though it is several code points: *grapheme clusters* (Unicode annex 29).

A letter with its accents, a syllable of Hangul or Devanagari, a family of emoji, a flag. The rules of the annex decide
it between two neighbours, looking back where they must. Their properties are taken from the general category and from
ranges, which the standard library has or which are stable; where that is not exact, two code points that annex 29
would part (a few Burmese signs, reserved places among the emoji) stay together.
"""

import re
import unicodedata
from typing import Final

_JOINER: Final = "\u200d"
_REGIONAL: Final = re.compile("[\U0001f1e6-\U0001f1ff]")
# Continues a cluster without being a mark: zero width non-joiner, two Thai and Lao vowels, half-width voicing marks of
# katakana, skin tones, and the tag characters that spell the flags of regions.
_CONTINUING: Final = re.compile("[\u200c\u0e33\u0eb3\uff9e\uff9f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
# Signs that are written in front of what they belong to: Arabic number signs and their like.
_PREPENDED: Final = re.compile("[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\U000110bd\U000110cd]")
_PICTOGRAPH: Final = re.compile(
    "[©®‼⁉™ℹ←-⇿⌀-⏿Ⓜ■-➿⤀-⥿⬀-⯿〰〽㊗㊙\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff]"
)
# The viramas that bind the next consonant; it is one of the same script, so of the same 128 code points.
_VIRAMA: Final = re.compile("[\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d]")

# Hangul: leading consonant, vowel, trailing consonant, each also as the blocks composed of them.
_LEADING: Final = re.compile("[\u1100-\u115f\ua960-\ua97c]")
_VOWEL: Final = re.compile("[\u1160-\u11a7\ud7b0-\ud7c6]")
_TRAILING: Final = re.compile("[\u11a8-\u11ff\ud7cb-\ud7fb]")
_SYLLABLE: Final = re.compile("[\uac00-\ud7a3]")


def clusters(text: str) -> list[str]:
    """`text` cut into its clusters."""
    if text.isascii() and "\r" not in text:
        return list(text)
    found = []
    start = 0
    for at in range(1, len(text)):
        if not inside(text, at, start):
            found.append(text[start:at])
            start = at
    if text:
        found.append(text[start:])
    return found


def inside(text: str, at: int, start: int = 0) -> bool:
    """Whether a cut in front of `text[at]` would part a cluster; it looks back to `start`, where one begins."""
    last, character = text[at - 1], text[at]
    if last < "\u0300" and character < "\u0300":
        return last == "\r" and character == "\n"
    if _controls(last) or _controls(character):
        return False
    if character == _JOINER or unicodedata.category(character)[0] == "M" or _CONTINUING.match(character):
        return True
    if _PREPENDED.match(last):
        return True
    if _REGIONAL.match(character):
        return _regionals_before(text, at, start) % 2 == 1
    if last == _JOINER and _PICTOGRAPH.match(character):
        return _base(text, at - 1, start, _PICTOGRAPH)
    return _hangul(last, character) or _conjunct(text, at, start)


def _controls(character: str) -> bool:
    """Whether nothing joins it: controls, line ends and invisible formatting, except what the rules name."""
    category = unicodedata.category(character)
    if category == "Cf":
        return character != _JOINER and not _CONTINUING.match(character) and not _PREPENDED.match(character)
    return category in ("Cc", "Zl", "Zp")


def _regionals_before(text: str, at: int, start: int) -> int:
    """How many letters of flags stand directly in front of `at`. Flags are pairs: a third letter begins the next."""
    first = at
    while first > start and _REGIONAL.match(text[first - 1]):
        first -= 1
    return at - first


def _base(text: str, at: int, start: int, wanted: re.Pattern[str]) -> bool:
    """Whether in front of `at`, over marks, stands a character of `wanted`."""
    while at > start:
        at -= 1
        character = text[at]
        if wanted.match(character):
            return True
        if unicodedata.category(character)[0] != "M" and not _CONTINUING.match(character):
            return False
    return False


def _hangul(last: str, character: str) -> bool:
    if _LEADING.match(last):
        return bool(_LEADING.match(character) or _VOWEL.match(character) or _SYLLABLE.match(character))
    # A composed syllable has its trailing consonant already, unless it is the first of its row of 28.
    open_syllable = bool(_SYLLABLE.match(last)) and (ord(last) - 0xAC00) % 28 == 0
    if open_syllable or _VOWEL.match(last):
        return bool(_VOWEL.match(character) or _TRAILING.match(character))
    return bool((_SYLLABLE.match(last) or _TRAILING.match(last)) and _TRAILING.match(character))


def _conjunct(text: str, at: int, start: int) -> bool:
    """Whether a virama in front of `at`, perhaps with further marks, binds this consonant to the one before."""
    consonant = text[at]
    if unicodedata.category(consonant) != "Lo":
        return False
    bound = False
    while at > start:
        at -= 1
        before = text[at]
        if before != _JOINER and unicodedata.category(before)[0] != "M":
            return bound and unicodedata.category(before) == "Lo" and ord(before) >> 7 == ord(consonant) >> 7
        bound = bound or bool(_VIRAMA.match(before))
    return False
