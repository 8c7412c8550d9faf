"""TP-UD: the header and the text or data behind it, with TP-UDL in front (3GPP TS 23.040 §9.2.3.16, §9.2.3.24).

TP-UDL counts septets for the 7 bit alphabet and octets for everything else, compressed text included. Septets start
counting at the header: the text begins at the first septet border behind it, so the header is cut off after unpacking.
"""

from dataclasses import dataclass
from typing import Final

from . import gsm7, udh
from .dcs import Alphabet, Coding
from .errors import EncodeError
from .records import quick_init
from .udh import Concatenation, Element

MOST_OCTETS: Final = 140
_NO_OCTETS: Final = b""

# Looking up a member of an enum costs ten times as much as a name of this module.
_GSM7: Final = Alphabet.GSM7
_UCS2: Final = Alphabet.UCS2


@quick_init
@dataclass(frozen=True, slots=True, kw_only=True)
class UserData:
    """What TP-UD holds: `text`, or for 8 bit data and compressed text `data`; the other one is None.

    Only for UCS2 that holds half a character both are there, since no text can say it: `data` are its octets.
    """

    udh: tuple[Element, ...] = ()
    concatenation: Concatenation | None = None
    text: str | None = None
    data: bytes | None = None


Content = tuple[tuple[Element, ...], Concatenation | None, str | None, bytes | None, int]
"""The fields of UserData and the position behind them. A tuple, since it lives from one call to the next only."""


def read(pdu: bytes, position: int, has_header: bool, coding: Coding, warnings: list[str]) -> Content:
    """What stands behind TP-UDL, which is at `position`.

    Octets that are missing at the end cost their text and a warning, nothing more.
    """
    length = pdu[position]
    in_septets = coding.alphabet is _GSM7 and not coding.compressed
    end = position + 1 + ((length * 7 + 7) // 8 if in_septets else length)
    octets = pdu[position + 1 : end]
    if end > len(pdu):
        warnings.append(f"ud: {end - len(pdu)} octets are missing at the end")
        end = len(pdu)
        if in_septets:
            length = len(octets) * 8 // 7
    elements: tuple[Element, ...] = ()
    header_octets = 0
    if has_header:
        elements, header_octets = _header(octets, warnings)
    concatenation = udh.concatenation(elements) if elements else None
    if in_septets:
        septets = gsm7.unpack(octets, length)
        if not has_header:
            return (), None, gsm7.decode(septets), None, end
        locking, single = udh.shifts(elements)
        text = gsm7.decode(septets[(header_octets * 8 + 6) // 7 :], locking=locking, single=single)
        return elements, concatenation, text, None, end
    data = octets[header_octets:]
    if coding.alphabet is _UCS2 and not coding.compressed:
        text, broken = _ucs2(data, warnings)
        return elements, concatenation, text, broken, end
    return elements, concatenation, None, data, end


def _header(octets: bytes, warnings: list[str]) -> tuple[tuple[Element, ...], int]:
    """The elements, and how many octets the header takes with its length octet."""
    if not octets:
        warnings.append("udh: announced, but there is no user data")
        return (), 0
    size = 1 + octets[0]
    if size > len(octets):
        warnings.append("udh: longer than the user data, the header is ignored")
        return (), len(octets)
    return udh.read(octets[1:size], warnings), size


def _ucs2(octets: bytes, warnings: list[str]) -> tuple[str, bytes | None]:
    """The text, and the octets where it does not say all of them."""
    try:
        return octets.decode("utf-16-be"), None
    except UnicodeDecodeError:
        # Half a surrogate pair (phones that cut a long text inside an emoji) or half a code unit.
        warnings.append("ud: half a character in the text, shown as U+FFFD")
        return octets.decode("utf-16-be", "replace"), octets


def write(user_data: UserData, coding: Coding) -> bytes:
    """TP-UDL and TP-UD; EncodeError where text, data and coding contradict each other or exceed 140 octets."""
    header = udh.write(user_data.udh)
    if coding.compressed or coding.alphabet is Alphabet.DATA:
        if user_data.text is not None:
            raise EncodeError("text", "8 bit and compressed messages carry data, not text")
        body = header + (user_data.data or _NO_OCTETS)
        return _measured(len(body), body)
    text = user_data.text or ""
    if coding.alphabet is _UCS2:
        body = header + _units(text, user_data.data)
        return _measured(len(body), body)
    if user_data.data is not None:
        raise EncodeError("data", "the coding is that of a text")
    if not header:
        septets = gsm7.encode(text)
        return _measured(len(septets), gsm7.pack(septets))
    locking, single = udh.shifts(user_data.udh)
    septets = gsm7.encode(text, locking=locking, single=single)
    fill = (len(header) * 8 + 6) // 7
    if len(septets) + fill > 160:
        raise EncodeError("text", f"{len(septets)} septets, {160 - fill} fit behind the header")
    body = gsm7.pack(septets, fill_septets=fill)
    return _measured(fill + len(septets), header + body[len(header) :])


def _units(text: str, data: bytes | None) -> bytes:
    if data is not None:
        if data.decode("utf-16-be", "replace") != text:
            raise EncodeError("data", "the coding is that of a text, of which these are not the octets")
        return data
    try:
        return text.encode("utf-16-be")
    except UnicodeEncodeError as error:
        raise EncodeError("text", f"half a surrogate pair, U+{ord(text[error.start]):04X}") from None


def _measured(length: int, octets: bytes) -> bytes:
    if len(octets) > MOST_OCTETS:
        raise EncodeError("ud", f"{len(octets)} octets of user data, at most {MOST_OCTETS} fit a message")
    return bytes((length,)) + octets
