"""A text of any length as the fewest messages, cut where no reader sees it (3GPP TS 23.040 §9.2.3.24.1).

One message holds 160 septets or 70 UTF-16 units; a part of several gives up 7 septets or 3 units to the header that
counts them. Filling each part as far as it goes is also what needs the fewest, since parts are alike and order is
fixed.

What is never cut: an escape pair, a surrogate pair, and what people see as one character (a *cluster*: a letter with
its accents, a family of emoji, a flag). Only a cluster that no part can hold is cut, between its code points.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

from . import gsm7
from .dcs import Alphabet
from .errors import EncodeError

# Capacity of a message on its own, of a part with an 8 bit reference, of one with a 16 bit reference.
_SEPTETS: Final = (160, 153, 152)
_UNITS: Final = (70, 67, 66)
_MOST_PARTS: Final = 255

_ZERO_WIDTH_JOINER: Final = "\u200d"
_REGIONAL: Final = re.compile("[\U0001f1e6-\U0001f1ff]")
# Skin tones, and the tag characters that spell the flags of regions.
_MODIFIER: Final = re.compile("[\u200c\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")


def segments(text: str, *, max_chars: int = 0, wide: bool = False) -> tuple[Alphabet, tuple[str, ...]]:
    """The alphabet all parts share, and the parts, which joined are the text; one empty part for an empty text.

    `wide`: room for a 16 bit reference. With `max_chars` above 0 the parts are messages on their own of at most so many
    characters (and never more than one message holds), cut between words where possible, without the blanks there.
    EncodeError for a text with half a surrogate pair, or of more than 255 parts where they must be counted.
    """
    if gsm7.encodable(text):
        alphabet, size, capacities = Alphabet.GSM7, gsm7.septets, _SEPTETS
    else:
        alphabet, size, capacities = Alphabet.UCS2, _utf16_units, _UNITS
        if re.search("[\ud800-\udfff]", text):
            raise EncodeError("text", "half a surrogate pair")
    if max_chars > 0:
        return alphabet, tuple(_messages(text, max_chars, size, capacities[0]))
    if size(text) <= capacities[0]:
        return alphabet, (text,)
    parts = tuple(_filled(text, size, capacities[2 if wide else 1]))
    if len(parts) > _MOST_PARTS:
        raise EncodeError("text", f"{len(parts)} parts, at most {_MOST_PARTS} can be counted")
    return alphabet, parts


def clusters(text: str) -> list[str]:
    """`text` cut into what people see as single characters, by the rules of Unicode annex 29 that matter here."""
    if text.isascii() and "\r" not in text:
        return list(text)
    found: list[str] = []
    start = 0
    for at in range(1, len(text)):
        if not _belongs(text, start, at):
            found.append(text[start:at])
            start = at
    found.append(text[start:])
    return found


def _belongs(text: str, start: int, at: int) -> bool:
    """Whether the character at `at` continues the cluster that began at `start`."""
    last, character = text[at - 1], text[at]
    if last in "\r\n" or character in "\r\n":
        return last == "\r" and character == "\n"
    if character == _ZERO_WIDTH_JOINER or last == _ZERO_WIDTH_JOINER:
        return True
    if unicodedata.category(character).startswith("M") or _MODIFIER.match(character):
        return True
    # Flags are pairs: a third letter begins the next one.
    return at - start == 1 and bool(_REGIONAL.match(last) and _REGIONAL.match(character))


def _utf16_units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def _filled(text: str, size: Callable[[str], int], capacity: int) -> Iterator[str]:
    """Parts filled to `capacity`, one after the other."""
    part: list[str] = []
    room = capacity
    for piece in _pieces(text, size, capacity):
        cost = size(piece)
        if cost > room:
            yield "".join(part)
            part, room = [], capacity
        part.append(piece)
        room -= cost
    if part:
        yield "".join(part)


def _pieces(text: str, size: Callable[[str], int], capacity: int) -> Iterator[str]:
    """Clusters, but single code points where a cluster is larger than `capacity`."""
    for cluster in clusters(text):
        if len(cluster) > 1 and size(cluster) > capacity:
            yield from cluster
        else:
            yield cluster


def _messages(text: str, max_chars: int, size: Callable[[str], int], capacity: int) -> Iterator[str]:
    """Messages of at most `max_chars` code points and `capacity` septets or units."""
    pieces = [piece for part in _pieces(text, len, max_chars) for piece in _pieces(part, size, capacity)]
    start = 0
    while start < len(pieces) or start == 0:
        end = _reach(pieces, start, max_chars, size, capacity)
        cut = end
        if end < len(pieces):
            cut = _word_border(pieces, start, end)
        message = "".join(pieces[start:cut])
        # Blanks at a border between words belong to neither message.
        between = cut < len(pieces) and (pieces[cut].isspace() or message[-1:].isspace()) and bool(message.strip())
        yield message.rstrip() if between else message
        start = cut
        while between and start < len(pieces) and pieces[start].isspace():
            start += 1
        if start >= len(pieces):
            return


def _reach(pieces: list[str], start: int, max_chars: int, size: Callable[[str], int], capacity: int) -> int:
    """The index behind the last piece that still fits a message beginning at `start`."""
    end = start
    while end < len(pieces):
        max_chars -= len(pieces[end])
        capacity -= size(pieces[end])
        if max_chars < 0 or capacity < 0:
            break
        end += 1
    return end


def _word_border(pieces: list[str], start: int, end: int) -> int:
    """The last place up to `end` with a blank on one side and a word in front of it; `end` where there is none."""
    for cut in range(end, start, -1):
        blank = pieces[cut].isspace() or pieces[cut - 1].isspace()
        if blank and any(not piece.isspace() for piece in pieces[start:cut]):
            return cut
    return end
