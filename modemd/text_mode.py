"""Text mode: for modems that have no PDU mode, and for those who want it. PDU mode says more and is preferred.

A text on its way through a modem in text mode is written in the character set of +CSCS, except that UCS2 texts and data
are hexadecimal octets whatever the set (27.005 §3.1 `<data>`). In UCS2 all of it is hexadecimal: no text can then be
mistaken for a result code. The alphabet of each message stands in its header only where +CSDH=1 is on and +CMGR reads
it, so slots are always read one by one, and a message reads the same each time.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from modemd.at.bodies import TIME_STAMP, announced_characters, is_report
from modemd.at.commands import fields, readable
from smsbus.messages import Concat, Content, ReceivedPart, StatusReport
from smsbus.sms import gsm7, udh
from smsbus.sms.address import TypeOfNumber
from smsbus.sms.dcs import CODINGS, Alphabet

_HEADER: Final = 0x40  # TP-UDHI in the first octet
_MOMENT: Final = re.compile(r"(?:\d\d)?(\d\d)/(\d{1,2})/(\d{1,2})\s*,\s*(\d{1,2}):(\d{1,2}):(\d{1,2})\s*([+-]\d{1,2})?")
_OCTETS: Final = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_UNITS: Final = re.compile(r"(?:[0-9A-Fa-f]{4})+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A message or report as the modem showed it; `charset` is what +CSCS was."""

    header: str
    text: str
    charset: str

    @property
    def raw(self) -> bytes:
        """As it came over the line."""
        return f"{self.header}\n{self.text}".encode("latin-1", "replace")

    @property
    def in_its_set(self) -> bool:
        """Whether it can be in `charset`. In UCS2 all is hexadecimal; as many characters as digits are another set's
        `1234`.
        """
        if self.charset != "UCS2" or not self.text:
            return True
        return _OCTETS.fullmatch(self.text) is not None and announced_characters(self.header) != len(self.text)


def understand(shown: Shown, *, modem: str, sim: str, slot: str) -> ReceivedPart | StatusReport:
    """What it is for routerd. Total: a header that says nothing gives a part without sender."""
    values = fields(shown.header.partition(":")[2])
    if shown.header.upper().startswith("+CMGR"):
        values = values[1:]  # the status
    if is_report(shown.header):
        return _report(shown, values, modem=modem, sim=sim)
    return _part(shown, values, modem=modem, sim=sim, slot=slot)


def _report(shown: Shown, values: list[str], *, modem: str, sim: str) -> StatusReport:
    """`fo,mr,[ra],[tora],scts,dt,st`."""
    times = [value for value in values if TIME_STAMP.search(value)]
    recipient = _number(values[2], values[3] if len(values) > 3 else "")[0] if len(values) > 2 else ""
    status = int(values[-1]) & 0xFF if values[-1].isdecimal() else 0
    reference = int(values[1]) & 0xFF
    identity = f"{sim}:report:{reference}:{recipient}:{status}:{'|'.join(times)}"
    return StatusReport(
        key=hashlib.sha256(identity.encode()).hexdigest(),
        modem=modem,
        sim=sim,
        reference=reference,
        recipient=recipient,
        status=status,
        scts=moment(times[0]) if times else None,
        discharged_at=moment(times[1]) if len(times) > 1 else None,
        pdu=shown.raw,
    )


def _part(shown: Shown, values: list[str], *, modem: str, sim: str, slot: str) -> ReceivedPart:
    """`oa,[alpha],[scts][,tooa,fo,pid,dcs,sca,tosca,length]`."""
    at = next((at for at, value in enumerate(values) if TIME_STAMP.search(value)), 2)
    more = values[at + 1 :]
    detailed = len(more) >= 7
    sender, sender_type = _number(values[0] if values else "", more[0] if detailed else "")
    first_octet, coding = (_octet(more[1]), _octet(more[3])) if detailed else (None, None)
    text, data, elements = _body(shown, coding, with_header=bool((first_octet or 0) & _HEADER))
    place = udh.concatenation(elements)
    centre = readable(more[4]) if detailed else None
    stamp = values[at] if at < len(values) else ""
    # DESIGN: in text mode the key is of sender, time stamp and text.
    identity = f"{sim}:text:{sender}:{stamp}:{data.hex() if text is None else text}"
    readable_by_people = text is not None and udh.ports(elements) is None
    return ReceivedPart(
        key=hashlib.sha256(identity.encode()).hexdigest(),
        modem=modem,
        sim=sim,
        sender=sender,
        sender_type=sender_type,
        smsc=centre,
        content=Content.TEXT if readable_by_people else Content.DATA,
        text=text if readable_by_people else None,
        data=None if readable_by_people else data or (text or "").encode(),
        scts=moment(stamp),
        concat=Concat(reference=place.reference, total=place.total, sequence=place.sequence, wide=place.wide)
        if place
        else None,
        pdu=shown.raw,
        message_class=None if coding is None else CODINGS[coding].message_class,
        warnings=[],
        slot=slot,
    )


def _octet(value: str) -> int | None:
    return int(value) if value.isdecimal() and int(value) < 256 else None


def _number(written: str, kind: str) -> tuple[str, str]:
    """The number and its type of 23.040 §9.1.2.5; `kind` is the type-of-address octet in decimal, or nothing."""
    number = readable(written) or ""
    octet = _octet(kind)
    if octet is not None:
        named = TypeOfNumber(octet >> 4 & 7)
    elif number.startswith("+"):
        named = TypeOfNumber.INTERNATIONAL
    else:
        digits = re.fullmatch(r"[0-9*#]+", number)
        named = TypeOfNumber.UNKNOWN if digits or not number else TypeOfNumber.ALPHANUMERIC
    if named is TypeOfNumber.INTERNATIONAL and number[:1].isdecimal():
        number = f"+{number}"
    return number, named.name.lower().replace("_", "-")


def moment(stamp: str) -> int | None:
    """`yy/MM/dd,hh:mm:ss±zz`, the zone in quarters of an hour, in milliseconds since 1970; None for what is no moment.

    Without zone it is taken for UTC: the modem does not say more.
    """
    found = _MOMENT.search(stamp)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(found[group]) for group in range(1, 7))
    zone = timezone(timedelta(minutes=15 * int(found[7]))) if found[7] and abs(int(found[7])) < 96 else UTC
    try:
        when = datetime(year + (1900 if year >= 90 else 2000), month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None
    return round(when.timestamp() * 1000)


# --- alphabets -----------------------------------------------------------------------------------------------------


def _body(shown: Shown, coding: int | None, *, with_header: bool) -> tuple[str | None, bytes, tuple[udh.Element, ...]]:
    """The text or None, the data, and the elements of the user data header."""
    alphabet = CODINGS[coding].alphabet if coding is not None else None
    octets = bytes.fromhex(shown.text) if _OCTETS.fullmatch(shown.text) else None
    if with_header and octets is not None and (split := _header(octets)) is not None:
        length, elements = split
        if alphabet is Alphabet.GSM7:
            return _packed(octets, length, elements), b"", elements
        if alphabet is Alphabet.UCS2:
            return octets[length:].decode("utf-16-be", "replace"), b"", elements
        return None, octets[length:], elements
    if alphabet is Alphabet.DATA:
        return None, octets if octets is not None else shown.text.encode("latin-1", "replace"), ()
    return _text(shown, alphabet), b"", ()


def _header(octets: bytes) -> tuple[int, tuple[udh.Element, ...]] | None:
    """How long the header is, and its elements; None where there is none after all: some show the text alone."""
    length = octets[0] + 1
    elements = udh.read(octets[1:length], []) if length <= len(octets) else ()
    return (length, elements) if elements else None


def _packed(octets: bytes, header: int, elements: tuple[udh.Element, ...]) -> str:
    """Septets behind a header start at the next multiple of seven bits (23.040 §9.2.3.24)."""
    locking, single = udh.shifts(elements)
    skipped = (header * 8 + 6) // 7
    septets = gsm7.unpack(octets, len(octets) * 8 // 7)[skipped:]
    return gsm7.decode(septets, locking=locking, single=single)


def _text(shown: Shown, alphabet: Alphabet | None) -> str:
    text = shown.text
    hexadecimal = _UNITS.fullmatch(text) is not None
    if hexadecimal and (alphabet is Alphabet.UCS2 or shown.charset == "UCS2"):
        return bytes.fromhex(text).decode("utf-16-be", "replace")
    if hexadecimal and alphabet is None and not text.isdecimal():
        # Nothing says what it is: UCS2 where that gives something to read.
        guessed = bytes.fromhex(text).decode("utf-16-be", "replace")
        if guessed.isprintable():
            return guessed
    if shown.charset == "GSM":
        return gsm7.decode(bytes(ord(character) & 0x7F for character in text))
    return text.replace("\0", "")
