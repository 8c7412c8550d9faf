"""TP-DCS: which alphabet, message class and waiting indication one octet means (3GPP TS 23.038 §4).

All 256 values are worked out once. Reserved groups mean the default alphabet, as the standard asks of a receiver.
"""

import enum
from dataclasses import dataclass
from typing import Final

from .errors import EncodeError


class Alphabet(enum.Enum):
    """How user data is to be read; the values are the words of the wire protocol."""

    GSM7 = "gsm7"
    DATA = "8bit"
    UCS2 = "ucs2"


class Waiting(enum.Enum):
    """What a message waiting indication tells about."""

    VOICEMAIL = "voicemail"
    FAX = "fax"
    EMAIL = "email"
    OTHER = "other"
    VIDEO = "video"  # only a user data header can say this


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingIndication:
    """`active`: messages wait, or no longer; `store`: the text is worth keeping (groups 1101 and 1110, not 1100).

    `count` (255: so many or more) and subscriber `profile` are known where a user data header tells them.
    """

    kind: Waiting
    active: bool
    store: bool
    count: int | None = None
    profile: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """The meaning of one TP-DCS octet. `message_class` 0 is shown at once ("flash") and not stored."""

    alphabet: Alphabet
    compressed: bool = False
    message_class: int | None = None
    delete_after_reading: bool = False
    waiting: WaitingIndication | None = None


_ALPHABETS: Final = (Alphabet.GSM7, Alphabet.DATA, Alphabet.UCS2, Alphabet.GSM7)


def _coding(octet: int) -> Coding:
    group = octet >> 4
    if group < 0b1000:
        # 00xx and 01xx: general; the second is "marked for automatic deletion".
        return Coding(
            alphabet=_ALPHABETS[octet >> 2 & 3],
            compressed=bool(octet & 0x20),
            message_class=octet & 3 if octet & 0x10 else None,
            delete_after_reading=bool(octet & 0x40),
        )
    if group < 0b1100:
        return Coding(alphabet=Alphabet.GSM7)
    if group < 0b1111:
        return Coding(
            alphabet=Alphabet.UCS2 if group == 0b1110 else Alphabet.GSM7,
            waiting=WaitingIndication(
                kind=tuple(Waiting)[octet & 3], active=bool(octet & 8), store=group in (0b1101, 0b1110)
            ),
        )
    return Coding(alphabet=Alphabet.DATA if octet & 4 else Alphabet.GSM7, message_class=octet & 3)


CODINGS: Final = tuple(_coding(octet) for octet in range(256))


def octet_for(alphabet: Alphabet, message_class: int | None = None) -> int:
    """The octet of the general group for an uncompressed message; EncodeError for a class other than 0 to 3."""
    octet = _ALPHABETS.index(alphabet) << 2
    if message_class is None:
        return octet
    if message_class not in range(4):
        raise EncodeError("dcs", f"message class {message_class} is not one of 0 to 3")
    return octet | 0x10 | message_class
