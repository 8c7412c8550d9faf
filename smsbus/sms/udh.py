"""The user data header: information elements in front of the text (3GPP TS 23.040 §9.2.3.24).

The header is a length octet, then elements of identifier, length, octets. Elements that mean nothing here are kept.
Of two that contradict each other the later one counts; one that contradicts itself does not count at all.

Enhanced text formatting, sounds and pictures (0x0A to 0x14) and what else says how to show a text are stepped over: the
text behind them is whole without.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from .dcs import Coding, Waiting, WaitingIndication
from .errors import EncodeError
from .records import quick_init

CONCATENATION_8: Final = 0x00
SPECIAL_MESSAGE: Final = 0x01
PORTS_8: Final = 0x04
PORTS_16: Final = 0x05
CONCATENATION_16: Final = 0x08
SINGLE_SHIFT: Final = 0x24
LOCKING_SHIFT: Final = 0x25

NAMES: Final = {
    0x00: "concatenated short messages, 8 bit reference",
    0x01: "special SMS message indication",
    0x04: "application port addressing, 8 bit",
    0x05: "application port addressing, 16 bit",
    0x06: "SMSC control parameters",
    0x07: "UDH source indicator",
    0x08: "concatenated short messages, 16 bit reference",
    0x09: "wireless control message protocol",
    0x0A: "text formatting",
    0x0B: "predefined sound",
    0x0C: "user defined sound",
    0x0D: "predefined animation",
    0x0E: "large animation",
    0x0F: "small animation",
    0x10: "large picture",
    0x11: "small picture",
    0x12: "variable picture",
    0x13: "user prompt indicator",
    0x14: "extended object",
    0x15: "reused extended object",
    0x16: "compression control",
    0x17: "object distribution indicator",
    0x18: "standard WVG object",
    0x19: "character size WVG object",
    0x1A: "extended object data request command",
    0x20: "RFC 5322 e-mail header",
    0x21: "hyperlink format",
    0x22: "reply address",
    0x23: "enhanced voice mail information",
    0x24: "national language single shift",
    0x25: "national language locking shift",
}
"""What 23.040 §9.2.3.24 calls the elements; the others are reserved, SIM toolkit security or a centre's own."""

# The types of element 0x01 by its two lowest bits; with the three above them, more (so far 001 11, video).
_WAITING: Final = (Waiting.VOICEMAIL, Waiting.FAX, Waiting.EMAIL, Waiting.OTHER)
_EXTENDED_WAITING: Final = {0b00111: Waiting.VIDEO}


@quick_init
@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One information element as it stands: identifier and octets."""

    iei: int
    data: bytes


@quick_init
@dataclass(frozen=True, slots=True, kw_only=True)
class Concatenation:
    """This part is number `sequence` (from 1) of `total`; the parts share `reference`, 16 bits where `wide`, else 8."""

    reference: int
    total: int
    sequence: int
    wide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Application ports: the message is for a program (2948: WAP push, as an MMS notification), not for a person."""

    destination: int
    source: int


def read(octets: bytes, warnings: list[str]) -> tuple[Element, ...]:
    """The elements of a header whose length octet is taken off.

    §9.2.3.24: when the octets do not come out even, the whole header is to be ignored; a warning says so.
    """
    elements = []
    at = 0
    while at + 2 <= len(octets):
        end = at + 2 + octets[at + 1]
        elements.append(Element(iei=octets[at], data=octets[at + 2 : end]))
        at = end
    if at != len(octets):
        warnings.append("udh: the lengths of its elements do not add up, the header is ignored")
        return ()
    return tuple(elements)


def concatenation(elements: Iterable[Element]) -> Concatenation | None:
    """Which part of which message this is (§9.2.3.24.1, §9.2.3.24.8); None for a message on its own.

    An element with total 0, sequence 0 or a sequence above the total is ignored, as is one of the wrong length.
    """
    found = None
    for element in elements:
        data = element.data
        if element.iei == CONCATENATION_8 and len(data) == 3:
            reference, wide = data[0], False
        elif element.iei == CONCATENATION_16 and len(data) == 4:
            reference, wide = data[0] << 8 | data[1], True
        else:
            continue
        total, sequence = data[-2], data[-1]
        if 1 <= sequence <= total:
            found = Concatenation(reference=reference, total=total, sequence=sequence, wide=wide)
    return found


def ports(elements: Iterable[Element]) -> Ports | None:
    """The application ports (§9.2.3.24.3, §9.2.3.24.4), or None for a message to a person."""
    found = None
    for element in elements:
        data = element.data
        if element.iei == PORTS_8 and len(data) == 2:
            found = Ports(destination=data[0], source=data[1])
        elif element.iei == PORTS_16 and len(data) == 4:
            found = Ports(destination=data[0] << 8 | data[1], source=data[2] << 8 | data[3])
    return found


def shifts(elements: Iterable[Element]) -> tuple[int, int]:
    """The national languages of the locking and of the single shift table (§9.2.3.24.15, §9.2.3.24.16); 0: default."""
    locking = single = 0
    for element in elements:
        if element.iei == LOCKING_SHIFT and len(element.data) == 1:
            locking = element.data[0]
        elif element.iei == SINGLE_SHIFT and len(element.data) == 1:
            single = element.data[0]
    return locking, single


def waiting(elements: Iterable[Element], coding: Coding) -> tuple[WaitingIndication, ...]:
    """What waits for the subscriber, by the header (§9.2.3.24.2) and TP-DCS; the header says it of several kinds.

    Of two on one kind the later counts, the header's more than TP-DCS's; the text is worth keeping if either says so.
    """
    found = {}
    if coding.waiting is not None:
        found[coding.waiting.kind, 1] = coding.waiting
    for element in elements:
        if element.iei == SPECIAL_MESSAGE and len(element.data) == 2:
            octet, count = element.data
            kind = _EXTENDED_WAITING.get(octet & 0x1F, _WAITING[octet & 3])
            profile = 1 + (octet >> 5 & 3)
            store = bool(octet & 0x80) or (coding.waiting is not None and coding.waiting.store)
            found[kind, profile] = WaitingIndication(
                kind=kind, active=count > 0, store=store, count=count, profile=profile
            )
    return tuple(found.values())


def shift_elements(*, locking: int = 0, single: int = 0) -> tuple[Element, ...]:
    """The elements that choose the tables of these languages; none for 0, the default."""
    chosen = ((LOCKING_SHIFT, locking), (SINGLE_SHIFT, single))
    return tuple(Element(iei=iei, data=bytes((language,))) for iei, language in chosen if language)


def concatenation_element(part: Concatenation) -> Element:
    """The element that says so; EncodeError for a reference, total or sequence that does not fit."""
    if not (1 <= part.sequence <= part.total <= 255 and 0 <= part.reference <= (0xFFFF if part.wide else 0xFF)):
        raise EncodeError("udh", f"part {part.sequence} of {part.total} with reference {part.reference} cannot be")
    counts = bytes((part.total, part.sequence))
    if part.wide:
        return Element(iei=CONCATENATION_16, data=part.reference.to_bytes(2, "big") + counts)
    return Element(iei=CONCATENATION_8, data=bytes((part.reference,)) + counts)


def ports_element(ports: Ports) -> Element:
    """The 16 bit form, which holds every port; EncodeError for a port above 65535."""
    if not (0 <= ports.destination <= 0xFFFF and 0 <= ports.source <= 0xFFFF):
        raise EncodeError("udh", "a port is 0 to 65535")
    return Element(iei=PORTS_16, data=ports.destination.to_bytes(2, "big") + ports.source.to_bytes(2, "big"))


def write(elements: Iterable[Element]) -> bytes:
    """The header with its length octet, or nothing where there is no element."""
    if any(len(element.data) > 137 or not 0 <= element.iei <= 255 for element in elements):
        raise EncodeError("udh", "an element has an identifier of one octet and at most 137 octets")
    octets = b"".join(bytes((element.iei, len(element.data))) + element.data for element in elements)
    if len(octets) > 139:
        raise EncodeError("udh", f"the header takes {len(octets) + 1} of the 140 octets of a message")
    return bytes((len(octets),)) + octets if octets else b""
