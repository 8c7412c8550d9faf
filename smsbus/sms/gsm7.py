"""The GSM 7 bit default alphabet, its extension table, and how septets are packed into octets (3GPP TS 23.038 §6).

Between text and air there is one form in the middle: *septets*, a `bytes` with one septet per octet, escapes included.

    text  --encode-->  septets  --pack-->  octets
    text  <--decode--  septets  <--unpack--  octets

Packing is done on whole integers. Read the octets as one little-endian number and septet n is its bits 7n to 7n+6;
wanted is a number with septet n in bits 8n to 8n+6. Cut the number in halves and move the upper half up until it
starts where it must end up: everything is now right, to within half the length. Do the same inside both halves at
once (a mask selects "the upper half of every block"), then inside the quarters, and after log2(n) steps each septet
has its octet. Packing is the same steps backwards. A dozen operations on integers do what otherwise takes a loop over
every character.
"""

import codecs
import re
from typing import Final

from .errors import EncodeError
from .national import LOCKING, SINGLE

ESCAPE: Final = 0x1B

DEFAULT: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION: Final = {
    0x0A: "\f",
    0x14: "^",
    0x28: "{",
    0x29: "}",
    0x2F: "\\",
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
    0x65: "€",
}

# What one step of packing handles: more than a TPDU can hold, and a multiple of 8 septets = 7 octets.
_BLOCK_SEPTETS: Final = 256
_BLOCK_OCTETS: Final = 224


def _upper_halves(half: int, cell: int) -> int:
    """A mask of the upper `half` septets of every block of 2 * `half` septets, blocks standing `cell` bits apart."""
    one = ((1 << 7 * half) - 1) << (cell // 2)
    return sum(one << start for start in range(0, 8 * _BLOCK_SEPTETS, cell))


# A block of 2h septets is a cell 16h bits wide. Before the step of unpacking its septets lie together at the bottom, so
# its upper half starts at bit 7h; a step moves it up by h bits. Adding x * (2**h - 1) for the upper halves x takes them
# away and puts them back shifted in one go. (mask before the step, factor) for h from 128 to 1, and for packing, which
# does it backwards, (mask after the step, shift).
_HALVES: Final = (128, 64, 32, 16, 8, 4, 2, 1)
_UNPACKING: Final = tuple((_upper_halves(half, 16 * half) >> half, (1 << half) - 1) for half in _HALVES)
_PACKING: Final = tuple((_upper_halves(half, 16 * half), half) for half in reversed(_HALVES))
# How many of these steps so many septets need.
_STEPS: Final = tuple(max(0, count - 1).bit_length() for count in range(_BLOCK_SEPTETS + 1))
_UNPACKING_BY_STEPS: Final = tuple(_UNPACKING[8 - steps :] for steps in range(9))
_PACKING_BY_STEPS: Final = tuple(_PACKING[:steps] for steps in range(9))
_MASKS: Final = tuple((1 << 7 * count) - 1 for count in range(_BLOCK_SEPTETS + 1))


def unpack(octets: bytes, count: int) -> bytes:
    """The first `count` septets of `octets`, one per octet of the result; `octets` must hold that many."""
    if count > _BLOCK_SEPTETS:
        return unpack(octets[:_BLOCK_OCTETS], _BLOCK_SEPTETS) + unpack(octets[_BLOCK_OCTETS:], count - _BLOCK_SEPTETS)
    number = int.from_bytes(octets, "little") & _MASKS[count]
    for upper, factor in _UNPACKING_BY_STEPS[_STEPS[count]]:
        number += (number & upper) * factor
    return number.to_bytes(count, "little")


def pack(septets: bytes, *, fill_septets: int = 0) -> bytes:
    """`septets` in octets, behind `fill_septets` zero septets over which a user data header can be laid."""
    if len(septets) > _BLOCK_SEPTETS:
        head, tail = septets[:_BLOCK_SEPTETS], septets[_BLOCK_SEPTETS:]
        if fill_septets:
            raise EncodeError("ud", "a text behind a header is at most 256 septets")
        return pack(head) + pack(tail)
    count = len(septets)
    number = int.from_bytes(septets, "little")
    for upper, shift in _PACKING_BY_STEPS[_STEPS[count]]:
        moving = number & upper
        number -= moving - (moving >> shift)
    return (number << 7 * fill_septets).to_bytes(((count + fill_septets) * 7 + 7) // 8, "little")


def decode(septets: bytes, *, locking: int = 0, single: int = 0) -> str:
    """The text of `septets`; `locking` and `single` are national language identifiers, unknown ones mean the default.

    A code that the extension table lacks shows the character of the main table; a second escape, and an escape with
    nothing behind it, show a space (23.038 §6.2.1.1 and its notes).
    """
    main = LOCKING.get(locking, DEFAULT)
    text: str = codecs.charmap_decode(septets, "strict", main)[0]
    at = septets.find(ESCAPE)
    if at < 0:
        return text
    extension = SINGLE.get(single, EXTENSION)
    pieces = [text[:at]]
    last = len(septets) - 1
    while at >= 0:
        code = septets[at + 1] if at < last else ESCAPE
        pieces.append(" " if code == ESCAPE else extension.get(code) or main[code])
        start = at + 2
        at = septets.find(ESCAPE, start)
        pieces.append(text[start:at] if at >= 0 else text[start:])
    return "".join(pieces)


# Characters become septets by one call of charmap_encode. It gives one octet for a character, never two: those of the
# extension table get 0x80 and the septet behind their escape, so that a look at the highest bits tells whether anything
# is left to do. And the quick kind of map wants NUL at 0: what the tables have there gets places that are free.
_NOTHING: Final = "\ufffe"
_ZERO: Final = 0x80
_ESCAPED_ZERO: Final = 0x80 | ESCAPE
_MARKED: Final = re.compile(rb"[\x80-\xff]")


def _octets(main: str, extension: dict[int, str]) -> str:
    """The characters of 256 octets, for charmap_build. Of two ways to write a character the shorter is taken.

    Some tables show a space where a code is not assigned; the code of the space itself is 0x20 in all of them.
    """
    places = [(0x20, " ")]
    places += [(code or _ZERO, character) for code, character in enumerate(main) if code != ESCAPE]
    places += [(0x80 | (code or ESCAPE), extension[code]) for code in sorted(extension)]
    table = ["\0"] + [_NOTHING] * 255
    for place, character in places:
        if character not in table:
            table[place] = character
    return "".join(table)


_ENCODER: Final = codecs.charmap_build(_octets(DEFAULT, EXTENSION))
_ESCAPED: Final = tuple(EXTENSION.values())


def encodable(text: str, *, locking: int = 0, single: int = 0) -> bool:
    """Whether the two tables have every character of `text`; without languages, the default alphabet's."""
    if locking or single:
        main, extension = LOCKING.get(locking, DEFAULT), SINGLE.get(single, EXTENSION)
        return set(text) <= set(main).difference("\x1b").union(extension.values())
    try:
        return b"\0" not in codecs.charmap_encode(text, "strict", _ENCODER)[0]
    except UnicodeEncodeError:
        return False


def escaped(*, locking: int = 0, single: int = 0) -> tuple[str, ...]:
    """The characters that take two septets: those that the extension table alone has."""
    if locking or single:
        main = LOCKING.get(locking, DEFAULT)
        return tuple(character for character in SINGLE.get(single, EXTENSION).values() if character not in main)
    return _ESCAPED


def septets(text: str) -> int:
    """How many septets an encodable `text` takes: two for each character of the extension table."""
    return len(text) + sum(map(text.count, _ESCAPED))


def encode(text: str, *, locking: int = 0, single: int = 0) -> bytes:
    """`text` as septets; EncodeError names the first character that the tables lack."""
    table = _ENCODER
    if locking or single:
        table = codecs.charmap_build(_octets(LOCKING.get(locking, DEFAULT), SINGLE.get(single, EXTENSION)))
    try:
        marked = codecs.charmap_encode(text, "strict", table)[0]
        position = marked.find(b"\0")
    except UnicodeEncodeError as error:
        marked, position = b"", error.start
    if position >= 0:
        raise EncodeError("text", f"U+{ord(text[position]):04X} is not in the GSM 7 bit alphabet")
    return marked if marked.isascii() else _MARKED.sub(_unmarked, marked)


def _unmarked(found: re.Match[bytes]) -> bytes:
    mark = found[0][0]
    if mark == _ZERO:
        return b"\0"
    return bytes((ESCAPE, 0 if mark == _ESCAPED_ZERO else mark & 0x7F))
