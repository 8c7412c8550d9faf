"""A text of any length as the fewest messages, cut where no reader sees it, and put together (23.040 §9.2.3.24.1).

One message holds 160 septets or 70 UTF-16 units; a part of several gives up 7 septets or 3 units to the header that
counts them, and more to other elements of a header. Filling each part as far as it goes is also what needs the fewest,
since parts are alike and order is fixed.

What is never cut: an escape pair, a surrogate pair, and what people see as one character (`clusters`). Only a cluster
that no part can hold is cut, between its code points.

The default alphabet is taken where it has every character, else UCS2; a national table only where it was permitted and
saves a part, since not every phone knows them all.
"""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from . import gsm7
from .clusters import inside
from .dcs import Alphabet
from .errors import EncodeError
from .message import Carrier
from .national import LANGUAGES
from .transliteration import to_gsm
from .udh import Element, shift_elements

_OCTETS: Final = 140
_SEPTETS: Final = 160
_MOST_PARTS: Final = 255
# The octets of a concatenation element (§9.2.3.24.1, §9.2.3.24.8), without and with a 16 bit reference.
_CONCATENATION: Final = (5, 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segmentation:
    """A text cut for sending: every part goes out in `alphabet` and with `udh` in its header.

    Where there are several, each needs a Concatenation, too, unless the text was cut with `max_chars`.
    """

    alphabet: Alphabet
    parts: tuple[str, ...]
    udh: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Coding:
    """A way to write a text: what `size` counts, and how much of it fits a message and a part."""

    alphabet: Alphabet
    size: Callable[[str], int]
    udh: tuple[Element, ...]
    message: int
    part: int


def segments(
    text: str, *, max_chars: int = 0, wide: bool = False, transliterate: bool = False
) -> tuple[Alphabet, tuple[str, ...]]:
    """`segmentation` in the alphabets that need no header: the alphabet and the parts."""
    found = segmentation(text, max_chars=max_chars, wide=wide, transliterate=transliterate)
    return found.alphabet, found.parts


def segmentation(
    text: str,
    *,
    max_chars: int = 0,
    wide: bool = False,
    transliterate: bool = False,
    languages: Iterable[int] = (),
    udh: tuple[Element, ...] = (),
) -> Segmentation:
    """The fewest parts, which joined are the text; one empty part for an empty text.

    `wide`: room for a 16 bit reference. `languages`: the national tables that may be used, as locking and as single
    shift (identifiers of `national.LANGUAGES`). `udh`: further elements each part will carry, such as ports.
    `transliterate`: the text is first written in the default alphabet, if that can say it (`to_gsm`).

    With `max_chars` above 0 the parts are messages on their own of at most so many characters (and never more than one
    message holds), cut between words where possible, without the blanks there.

    EncodeError for a text with half a surrogate pair, for an unknown language, for elements that leave no room, and for
    a text of more than 255 parts where they must be counted.
    """
    permitted = tuple(languages)
    if unknown := [language for language in permitted if language not in LANGUAGES]:
        raise EncodeError("udh", f"there is no national language {unknown[0]}")
    if transliterate:
        text = to_gsm(text) or text
    best: Segmentation | None = None
    for coding in _codings(text, permitted, udh, wide):
        if max_chars > 0:
            parts = tuple(_messages(text, max_chars, coding))
        elif coding.size(text) <= coding.message:
            parts = (text,)
        else:
            parts = tuple(itertools.islice(_filled(text, coding), _MOST_PARTS + 1))
        if best is None or len(parts) < len(best.parts):
            best = Segmentation(alphabet=coding.alphabet, parts=parts, udh=coding.udh)
        if len(best.parts) == 1:
            break
    if best is None:
        raise EncodeError("udh", "its elements leave no room for a text")
    if len(best.parts) > _MOST_PARTS and max_chars <= 0:
        raise EncodeError("text", f"more than {_MOST_PARTS} parts, which cannot be counted")
    return best


def data_segments(data: bytes, *, wide: bool = False, udh: tuple[Element, ...] = ()) -> tuple[bytes, ...]:
    """8 bit data as the fewest messages: 140 octets in one, 134 (133 where `wide`) in each part of several."""
    header = _octets(udh)
    if len(data) <= _room(header):
        return (data,)
    room = _room(header + _CONCATENATION[wide])
    if room < 1:
        raise EncodeError("udh", "its elements leave no room for data")
    parts = tuple(data[start : start + room] for start in range(0, len(data), room))
    if len(parts) > _MOST_PARTS:
        raise EncodeError("data", f"{len(parts)} parts, at most {_MOST_PARTS} can be counted")
    return parts


def join(parts: Iterable[Carrier]) -> str:
    """The text of parts in their order. Parts that were cut inside a character get it back whole.

    Some phones cut a long text in the middle of a surrogate pair: each half alone is no text, both together are.
    """
    whole = "".join(map(_with_halves, parts))
    return whole.encode("utf-16-be", "surrogatepass").decode("utf-16-be", "replace")


def _with_halves(part: Carrier) -> str:
    if part.text is None or part.data is None:
        return part.text or ""
    even = len(part.data) & ~1
    return part.data[:even].decode("utf-16-be", "surrogatepass") + "\ufffd" * (len(part.data) - even)


# --- the ways to write a text --------------------------------------------------------------------------------------


def _codings(text: str, languages: tuple[int, ...], udh: tuple[Element, ...], wide: bool) -> Iterator[_Coding]:
    """The codings that have every character of `text` and leave room for one: the plain one first."""
    extra = _CONCATENATION[wide]
    header = _octets(udh)
    if gsm7.encodable(text):
        whole, part = _septets(header), _septets(header + extra)
        plain = _Coding(alphabet=Alphabet.GSM7, size=gsm7.septets, udh=udh, message=whole, part=part)
    elif re.search("[\ud800-\udfff]", text):
        raise EncodeError("text", "half a surrogate pair")
    else:
        whole, part = _room(header) // 2, _room(header + extra) // 2
        plain = _Coding(alphabet=Alphabet.UCS2, size=_units, udh=udh, message=whole, part=part)
    # Two is what the largest character takes.
    if plain.part >= 2:
        yield plain
    for locking, single in itertools.product((0, *languages), repeat=2):
        if (locking or single) and gsm7.encodable(text, locking=locking, single=single):
            elements = (*udh, *shift_elements(locking=locking, single=single))
            header = _octets(elements)
            size = _septets_with(gsm7.escaped(locking=locking, single=single))
            whole, part = _septets(header), _septets(header + extra)
            if part >= 2:
                yield _Coding(alphabet=Alphabet.GSM7, size=size, udh=elements, message=whole, part=part)


def _septets_with(escaped: tuple[str, ...]) -> Callable[[str], int]:
    return lambda text: len(text) + sum(map(text.count, escaped))


def _units(text: str) -> int:
    return len(text.encode("utf-16-be")) // 2


def _octets(elements: tuple[Element, ...]) -> int:
    return sum(2 + len(element.data) for element in elements)


def _room(header: int) -> int:
    """The octets of user data behind a header whose elements take `header` octets, and its length octet."""
    return _OCTETS - (header + 1 if header else 0)


def _septets(header: int) -> int:
    return _SEPTETS - ((header + 1) * 8 + 6) // 7 if header else _SEPTETS


# --- where to cut ---------------------------------------------------------------------------------------------------


def _filled(text: str, coding: _Coding) -> Iterator[str]:
    """Parts filled one after the other."""
    start = 0
    while start < len(text):
        end = _reach(text, start, len(text), coding.size, coding.part)
        if end < len(text):
            end = _border(text, start, end, lambda piece: coding.size(piece) <= coding.part)
        yield text[start:end]
        start = end


def _messages(text: str, max_chars: int, coding: _Coding) -> Iterator[str]:
    """Messages on their own of at most `max_chars` code points."""
    start = 0
    while True:
        end = _reach(text, start, start + max_chars, coding.size, coding.message)
        if end >= len(text):
            yield text[start:]
            return
        end = _border(text, start, end, lambda piece: len(piece) <= max_chars and coding.size(piece) <= coding.message)
        cut = _word_border(text, start, end)
        message = text[start:cut]
        start = cut
        # Blanks at a border between words belong to neither message.
        if message.strip() and (text[cut].isspace() or message[-1].isspace()):
            message = message.rstrip()
            while start < len(text) and text[start].isspace():
                start += 1
        yield message
        if start == len(text):
            return


def _reach(text: str, start: int, limit: int, size: Callable[[str], int], capacity: int) -> int:
    """The farthest end, up to `limit`, of a piece from `start` that fits."""
    end = min(limit, start + capacity, len(text))
    while (excess := size(text[start:end]) - capacity) > 0:
        # No code point takes more than two septets or units: at least half of what is too much has to go.
        end -= (excess + 1) // 2
    return end


def _border(text: str, start: int, end: int, fits: Callable[[str], bool]) -> int:
    """The last place up to `end` between two clusters; `end` itself where the cluster there fits no part at all."""
    cut = end
    while cut > start and inside(text, cut, start):
        cut -= 1
    if cut in (start, end):
        return end
    last = end
    while last < len(text) and inside(text, last, cut) and fits(text[cut:last]):
        last += 1
    return cut if fits(text[cut:last]) else end


def _word_border(text: str, start: int, end: int) -> int:
    """The last place up to `end` with a blank on one side and a word in front of it; `end` where there is none."""
    for cut in range(end, start, -1):
        blank = text[cut].isspace() or text[cut - 1].isspace()
        if blank and text[start:cut].strip() and not inside(text, cut, start):
            return cut
    return end
