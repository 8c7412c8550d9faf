"""A text in the GSM 7 bit default alphabet without losing what it says: 160 characters where UCS2 has room for 70.

`@` and `€` are in the alphabet and stay. `°` is not: `16.3 °C` becomes `16.3 deg C` and `n° 5` becomes `no 5`. Letters
lose the accents that the alphabet lacks, typographic marks become those of a typewriter, Greek letters become capitals.
"""

import re
import unicodedata
from typing import Final

from . import gsm7

# Before `°`: "numéro", as the French, Italians and Spaniards abbreviate it; everywhere else it is degrees.
_NUMERO: Final = re.compile(r"(?<!\w)([Nn])[°º]")
_DEGREES: Final = re.compile(r"(?<=(\S))?°(?=(\w))?")

_SPELLED: Final = {
    **dict.fromkeys("‘’‚‛′´`ʼ‹›", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u200b\u200e\u200f\u2060\ufeff\u00ad", ""),
    **dict.fromkeys("\u2028\u2029\u0085", "\n"),
    **dict.fromkeys("•·‣◦", "*"),
    "\t": " ",
    "…": "...",
    "⁄": "/",
    "ç": "c",
    "œ": "oe",
    "Œ": "OE",
    "ð": "d",
    "Ð": "D",
    "þ": "th",
    "Þ": "Th",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "ı": "i",
    "µ": "u",
    "×": "x",
    "÷": "/",
    "±": "+/-",
    "≤": "<=",
    "≥": ">=",
    "≠": "<>",
    "≈": "~",
    "→": "->",
    "←": "<-",
    "©": "(c)",
    "®": "(r)",
    "‰": " per mille",
    "¢": " cent",
    "¦": "|",
}
_TABLE: Final = str.maketrans(_SPELLED)
# Greek capitals that look as Latin ones do; the others are in the alphabet.
_GREEK: Final = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX")


def to_gsm(text: str) -> str | None:
    """`text` in characters of the default alphabet and its extension; None where a character has no way to be said so.

    None rather than a question mark: who needs that character is better served by UCS2.
    """
    if gsm7.encodable(text):
        return text
    text = _DEGREES.sub(_degrees, _NUMERO.sub(r"\1o", unicodedata.normalize("NFC", text)))
    said = "".join(character if gsm7.encodable(character) else _plain(character) for character in text)
    return said if gsm7.encodable(said) else None


def _degrees(found: re.Match[str]) -> str:
    """`deg`, with blanks where it would touch what stands around it."""
    return f"{' ' if found[1] else ''}deg{' ' if found[2] else ''}"


def _plain(character: str) -> str:
    """One character in others, or as it is."""
    spelled = character.translate(_TABLE)
    if spelled != character:
        return spelled
    parts = unicodedata.normalize("NFKD", character)
    base = "".join(part for part in parts if not unicodedata.combining(part))
    if base and unicodedata.name(base[0], "").startswith("GREEK"):
        base = base.upper().translate(_GREEK)
    return base.translate(_TABLE)
