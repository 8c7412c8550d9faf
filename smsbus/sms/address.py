"""Addresses as TPDUs carry them: TP-OA, TP-DA, TP-RA and the service centre (3GPP TS 23.040 §9.1.2.5, 24.011 §8.2.5).

Digits stand two in an octet, the first in the low half. TP addresses count digits, the service centre counts octets.
"""

import enum
import re
from dataclasses import dataclass
from typing import Final

from . import gsm7
from .errors import DecodeError, EncodeError
from .records import quick_init

_MOST_DIGITS: Final = 20
_MOST_LETTERS: Final = 11


class TypeOfNumber(enum.IntEnum):
    """Bits 6 to 4 of the type-of-address octet."""

    UNKNOWN = 0
    INTERNATIONAL = 1
    NATIONAL = 2
    NETWORK_SPECIFIC = 3
    SUBSCRIBER = 4
    ALPHANUMERIC = 5
    ABBREVIATED = 6
    RESERVED = 7


class NumberingPlan(enum.IntEnum):
    """Bits 3 to 0 of the type-of-address octet; the reserved ones are kept as received."""

    UNKNOWN = 0
    ISDN = 1
    RESERVED_2 = 2
    DATA = 3
    TELEX = 4
    SERVICE_CENTRE_5 = 5
    SERVICE_CENTRE_6 = 6
    RESERVED_7 = 7
    NATIONAL = 8
    PRIVATE = 9
    ERMES = 10
    RESERVED_11 = 11
    RESERVED_12 = 12
    RESERVED_13 = 13
    RESERVED_14 = 14
    RESERVED_15 = 15


# 23.040 §9.1.2.3: semi-octets 10 to 14 are * # a b c; 15 only fills the last octet.
_DIGITS: Final = str.maketrans("abcde", "*#abc")
_NIBBLES: Final = str.maketrans("*#abc", "abcde")
_SWAPPED: Final = bytes((octet & 0x0F) << 4 | octet >> 4 for octet in range(256))
# Looking up a member of an enum costs ten times as much as a name of this module.
_NAME: Final = TypeOfNumber.ALPHANUMERIC
# By type-of-address octet. Bit 7 is always 1 in a sound one and decides nothing.
_TYPES: Final = tuple((TypeOfNumber(octet >> 4 & 7), NumberingPlan(octet & 15)) for octet in range(256))


@quick_init
@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A number as dialled, or for TypeOfNumber.ALPHANUMERIC a name of up to 11 GSM 7 bit septets; both in `digits`.

    `digits` holds 0-9, `*`, `#`, `a`, `b`, `c` and no plus sign; it may be empty.
    """

    digits: str
    ton: TypeOfNumber = TypeOfNumber.UNKNOWN
    npi: NumberingPlan = NumberingPlan.ISDN

    @property
    def text(self) -> str:
        """What a person writes: `+33612345678` for an international number, else the digits or the name as they are."""
        if self.ton is TypeOfNumber.INTERNATIONAL and self.digits:
            return "+" + self.digits
        return self.digits

    @classmethod
    def from_text(cls, text: str) -> "Address":
        """The address of `+33612345678`, of a short code or national number as dialled, or of a name such as `Alarm`.

        EncodeError for anything else: blanks and punctuation are the business of whoever reads what people type.
        """
        international = text.startswith("+")
        if re.fullmatch(r"[0-9*#]{1,20}", text[1:] if international else text):
            if international:
                return cls(digits=text[1:], ton=TypeOfNumber.INTERNATIONAL)
            return cls(digits=text)
        # Without a letter it is a number badly written, which must not go out as a name.
        named = any(map(str.isalpha, text)) and not international
        if named and gsm7.encodable(text) and gsm7.septets(text) <= _MOST_LETTERS:
            return cls(digits=text, ton=TypeOfNumber.ALPHANUMERIC, npi=NumberingPlan.UNKNOWN)
        raise EncodeError("address", "neither a number of up to 20 digits nor a name of up to 11 GSM characters")


def read(pdu: bytes, position: int, field: str, warnings: list[str]) -> tuple[Address, int]:
    """The TP address at `position`, and the position behind it; DecodeError if it is cut off or too long."""
    if position + 2 > len(pdu):
        raise DecodeError(field, len(pdu), "the message ends before the address")
    count = pdu[position]
    if count > _MOST_DIGITS:
        raise DecodeError(field, position, f"an address of {count} digits, at most {_MOST_DIGITS} are allowed")
    end = position + 2 + (count + 1) // 2
    if end > len(pdu):
        raise DecodeError(field, len(pdu), "the message ends inside the address")
    ton, npi = _TYPES[pdu[position + 1]]
    octets = pdu[position + 2 : end]
    if ton is _NAME:
        # A name of 7 letters takes 49 bits: 13 semi-octets. A count of 14 holds 8 septets: its last `@` is real.
        return Address(digits=gsm7.decode(gsm7.unpack(octets, count * 4 // 7)), ton=ton, npi=npi), end
    # With an odd count the last semi-octet is no digit, whatever it holds.
    digits = octets.translate(_SWAPPED).hex()[:count]
    return Address(digits=digits if digits.isdecimal() else _readable(digits, field, warnings), ton=ton, npi=npi), end


def read_smsc(pdu: bytes, warnings: list[str]) -> tuple[Address | None, int]:
    """The service centre in front of a TPDU, and the position of the TPDU's first octet; None where the length is 0."""
    if not pdu:
        raise DecodeError("smsc", 0, "there are no octets")
    end = 1 + pdu[0]
    if end == 1:
        return None, 1
    if end > len(pdu):
        raise DecodeError("smsc", 0, f"{pdu[0]} octets announced, {len(pdu) - 1} follow")
    if end > 12:
        raise DecodeError("smsc", 0, f"an address of {pdu[0]} octets, at most 11 are allowed")
    ton, npi = _TYPES[pdu[1]]
    octets = pdu[2:end]
    if ton is _NAME:
        return Address(digits=gsm7.decode(gsm7.unpack(octets, len(octets) * 8 // 7)), ton=ton, npi=npi), end
    # Counted in octets, an odd number of digits ends with a filler.
    digits = octets.translate(_SWAPPED).hex().removesuffix("f")
    if not digits.isdecimal():
        digits = _readable(digits, "smsc", warnings)
    return Address(digits=digits, ton=ton, npi=npi), end


def _readable(digits: str, field: str, warnings: list[str]) -> str:
    digits, filler, _ = digits.partition("f")
    if filler:
        warnings.append(f"{field}: the number ends at a filler before its announced length")
    return digits.translate(_DIGITS)


def write(address: Address, field: str) -> bytes:
    """A TP address: count of digits, type, digits; EncodeError when it cannot be written."""
    kind = bytes((0x80 | address.ton << 4 | address.npi,))
    if address.ton is _NAME:
        septets = gsm7.encode(address.digits)
        if len(septets) > _MOST_LETTERS:
            raise EncodeError(field, f"a name of {len(septets)} septets, at most {_MOST_LETTERS} are allowed")
        # The count is that of the semi-octets in use, so that 7 letters do not grow an eighth.
        return bytes(((len(septets) * 7 + 3) // 4,)) + kind + gsm7.pack(septets)
    return bytes((len(address.digits),)) + kind + _semi_octets(address.digits, field)


def write_smsc(address: Address | None) -> bytes:
    """The service centre in front of a TPDU; None leaves the choice to the SIM."""
    if address is None:
        return b"\x00"
    if address.ton is _NAME:
        raise EncodeError("smsc", "a service centre has a number, not a name")
    octets = _semi_octets(address.digits, "smsc")
    return bytes((1 + len(octets), 0x80 | address.ton << 4 | address.npi)) + octets


def _semi_octets(digits: str, field: str) -> bytes:
    if digits.isdecimal() and digits.isascii() and len(digits) <= _MOST_DIGITS:
        return bytes.fromhex(digits + "f" * (len(digits) & 1)).translate(_SWAPPED)
    if not re.fullmatch(r"[0-9*#abc]{0,20}", digits):
        raise EncodeError(field, "a number has at most 20 of the digits 0-9 * # a b c")
    nibbles = digits.translate(_NIBBLES)
    return bytes.fromhex(nibbles + "f" * (len(nibbles) % 2)).translate(_SWAPPED)
