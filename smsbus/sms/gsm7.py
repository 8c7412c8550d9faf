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


# (mask before the step, mask after it, shift): blocks of 256 septets first, of 2 septets last. A block of 2h septets
# is a cell 16h bits wide; before the step its septets lie together at the bottom, so its upper half starts at bit 7h.
_STEPS: Final = tuple(
    (_upper_halves(half, 16 * half) >> half, _upper_halves(half, 16 * half), half)
    for half in (128, 64, 32, 16, 8, 4, 2, 1)
)
_FIRST_STEP: Final = tuple(max(0, 8 - (count - 1).bit_length()) if count else 8 for count in range(_BLOCK_SEPTETS + 1))


def unpack(octets: bytes, count: int) -> bytes:
    """The first `count` septets of `octets`, one per octet of the result; `octets` must hold that many."""
    if count > _BLOCK_SEPTETS:
        return unpack(octets[:_BLOCK_OCTETS], _BLOCK_SEPTETS) + unpack(octets[_BLOCK_OCTETS:], count - _BLOCK_SEPTETS)
    number = int.from_bytes(octets, "little") & ((1 << 7 * count) - 1)
    for upper, _, shift in _STEPS[_FIRST_STEP[count] :]:
        moving = number & upper
        number += (moving << shift) - moving
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
    for _, upper, shift in reversed(_STEPS[_FIRST_STEP[count] :]):
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
    pieces = []
    start = 0
    while at >= 0:
        pieces.append(text[start:at])
        code = septets[at + 1] if at + 1 < len(septets) else ESCAPE
        pieces.append(" " if code == ESCAPE else extension.get(code, main[code]))
        start = at + 2
        at = septets.find(ESCAPE, start)
    pieces.append(text[start:])
    return "".join(pieces)


def _encoder(main: str, extension: dict[int, str]) -> dict[int, int | bytes]:
    """Character -> septet, or escape and septet. Of two ways to write a character the shorter is taken, then the lower.

    Some tables show a space where a code is not assigned; the code of the space itself is 0x20 in all of them.
    """
    table: dict[int, int | bytes] = {
        ord(extension[code]): bytes((ESCAPE, code)) for code in sorted(extension, reverse=True)
    }
    table |= {ord(main[code]): code for code in range(127, -1, -1) if code != ESCAPE}
    table[ord(" ")] = 0x20
    return table


_ENCODER: Final = _encoder(DEFAULT, EXTENSION)
_ESCAPED: Final = tuple(EXTENSION.values())


def encodable(text: str) -> bool:
    """Whether the default alphabet with its extension table has every character of `text`."""
    return all(map(_ENCODER.__contains__, map(ord, set(text))))


def septets(text: str) -> int:
    """How many septets an encodable `text` takes: two for each character of the extension table."""
    return len(text) + sum(map(text.count, _ESCAPED))


def encode(text: str, *, locking: int = 0, single: int = 0) -> bytes:
    """`text` as septets; EncodeError names the first character that the tables lack."""
    table = _ENCODER
    if locking or single:
        table = _encoder(LOCKING.get(locking, DEFAULT), SINGLE.get(single, EXTENSION))
    try:
        return codecs.charmap_encode(text, "strict", table)[0]
    except UnicodeEncodeError as error:
        raise EncodeError("text", f"U+{ord(text[error.start]):04X} is not in the GSM 7 bit alphabet") from None
