"""Messages from the modem's slots to routerd, and the deletion of each only after routerd says that it is on disk.

    found in a slot, or passed on --told--> held --part.ack, report.ack--> on disk --CMGD--> forgotten
                                             |  ^                             |
                                             +--+ told again                  +--refused--> remembered: no news again

What a PDU means is decided by the codec; what it cannot read is told as undecodable, kept raw, and deleted like the
rest: nothing that a stranger sends may block a storage.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from modemd import text_mode
from modemd.at.bodies import announced_characters, fits, without_codes
from modemd.at.urcs import MessagePassedOn
from modemd.session import Session, Slot
from modemd.text_mode import Shown
from smsbus.messages import Concat, Content, ReceivedPart, StatusReport
from smsbus.sms import tpdu, udh
from smsbus.sms.errors import DecodeError
from smsbus.sms.tpdu import SmsDeliver, SmsStatusReport

REPEAT_S: Final = 10.0
"""What routerd has not acknowledged is told again after this long."""
DELETE_TRIES: Final = 3
ALIKE: Final = 4
"""How often a message whose octets do not add up must read the same before it is believed to be so."""
MOST_EMPTIED: Final = 300
"""Of so many slots it is remembered what was in them, to notice a modem that says OK and deletes nothing."""
Told = ReceivedPart | StatusReport

_DIGITS: Final = re.compile(r"[0-9A-Fa-f]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A PDU, and where it was; no slot where the modem passed it on without storing it.

    `shown` is what text mode showed instead; `pdu` then only tells one reading from another. `own`: some program
    stored it to be sent.
    """

    pdu: str
    slot: Slot | None
    length: int | None = None
    shown: Shown | None = None
    own: bool = False


@dataclass(slots=True, kw_only=True)
class _Held:
    told: Told
    slots: set[Slot]
    told_at: float | None = None
    on_disk: bool = False
    refusals: int = 0


@dataclass(slots=True, kw_only=True)
class Inbox:
    """What was read and is not yet both on disk and deleted, by key. `doubts`: something must be read once more."""

    modem: str
    doubts: bool = False
    _held: dict[str, _Held] = field(default_factory=dict)
    _doubtful: dict[Slot, tuple[str, int]] = field(default_factory=dict)
    _emptied: dict[tuple[Slot, str], int] = field(default_factory=dict)  # how often, the latest last

    def add(self, found: Iterable[Found], sim: str, now: float) -> list[Told]:
        """What of this is news, oldest first; of the rest it is noted in which slots it lies."""
        self.doubts = False
        decoded = [(item, understood(item, modem=self.modem, sim=sim)) for item in found if self._trusted(item)]
        decoded.sort(key=lambda pair: (pair[1].scts or 0, pair[0].slot.index if pair[0].slot else 0))
        return [told for item, told in decoded if self._note(item.slot, told, now)]

    def _note(self, slot: Slot | None, told: Told, now: float) -> bool:
        if slot is not None:
            # Whatever was known of this slot is no longer in it: deleting it for an old message would cost the new one.
            self._vacate(slot, except_for=told.key)
        held = self._held.get(told.key)
        if held is not None:
            held.slots.update({slot} if slot else ())
            return False
        if slot is not None and (times := self._emptied.get((slot, told.key))):
            # The modem said OK and kept it: that is a refusal, and no news.
            self._held[told.key] = _Held(told=told, slots={slot}, on_disk=True, refusals=times)
            return False
        self._held[told.key] = _Held(told=told, slots={slot} if slot else set(), told_at=now)
        return True

    def _trusted(self, found: Found) -> bool:
        """Whether the line gave what lies in the slot. What is not whole may have lost octets on a bad line, and the
        slot is emptied for good later: it must read the same so many times in a row. Twice is not enough: any of a
        row of zeros may be the one that is lost.
        """
        if found.slot is None:
            return True
        before, times = self._doubtful.pop(found.slot, ("", 0))
        times = times + 1 if before == found.pdu else 1
        if times >= ALIKE or _whole(found):
            return True
        self._doubtful[found.slot] = (found.pdu, times)
        self.doubts = True
        return False

    def _vacate(self, slot: Slot, except_for: str) -> None:
        for key in [key for key, held in self._held.items() if slot in held.slots and key != except_for]:
            self._held[key].slots.discard(slot)
            self._forget_if_done(key)

    def acknowledged(self, key: str) -> None:
        """It is on disk. A key that is not held is an acknowledgement that came twice."""
        if held := self._held.get(key):
            held.on_disk = True
            self._forget_if_done(key)

    def to_tell_again(self, now: float, *, everything: bool = False) -> list[Told]:
        """What is not on disk and was told long enough ago; `everything`: however long ago."""
        due = [
            held
            for held in self._held.values()
            if not held.on_disk and (everything or held.told_at is None or held.told_at + REPEAT_S <= now)
        ]
        for held in due:
            held.told_at = now
        return [held.told for held in due]

    @property
    def tell_again_at(self) -> float | None:
        """When something may have to be told again."""
        return min(
            (held.told_at + REPEAT_S for held in self._held.values() if not held.on_disk and held.told_at is not None),
            default=None,
        )

    def to_delete(self) -> Slot | None:
        """A slot whose message is on disk, that surely holds it and that has not refused too often.

        The highest first: in a memory that closes the gap behind it, what lies above moves down, and that may be a
        message that nobody has read.
        """
        return max(self._deletable(), key=lambda slot: (slot.index, slot.storage), default=None)

    def _deletable(self) -> Iterator[Slot]:
        for held in self._held.values():
            if held.on_disk and held.refusals < DELETE_TRIES:
                # What reads otherwise now may be another message.
                yield from held.slots - self._doubtful.keys()

    def deleted(self, slot: Slot) -> None:
        """The slot is empty, or so the modem says."""
        for key, held in self._held.items():
            if slot in held.slots:
                self._emptied[slot, key] = self._emptied.pop((slot, key), 0) + 1
        while len(self._emptied) > MOST_EMPTIED:
            del self._emptied[next(iter(self._emptied))]
        self._vacate(slot, except_for="")

    def not_deleted(self, slot: Slot) -> None:
        """The modem refused; after `DELETE_TRIES` refusals the message is remembered and the slot left alone."""
        for held in self._held.values():
            if slot in held.slots:
                held.refusals += 1

    @property
    def stuck(self) -> tuple[Slot, ...]:
        """The slots that are left alone because they refused too often."""
        refused = (held.slots for held in self._held.values() if held.refusals >= DELETE_TRIES)
        return tuple(sorted((slot for slots in refused for slot in slots), key=lambda slot: (slot.storage, slot.index)))

    def try_again(self) -> None:
        """Time has passed: what was left alone is tried once more, since a modem may get well."""
        for held in self._held.values():
            held.refusals = min(held.refusals, DELETE_TRIES - 1)

    def holds(self, storage: str) -> int:
        """How many slots of the storage hold what is known here."""
        return sum(slot.storage == storage for held in self._held.values() for slot in held.slots)

    def forget_slots(self) -> None:
        """Nothing is known any more of what lies where: the modem restarted, or its SIM may be another one."""
        self._doubtful.clear()
        self._emptied.clear()
        for key in list(self._held):
            self._held[key].slots.clear()
            self._held[key].refusals = 0
            self._forget_if_done(key)

    def _forget_if_done(self, key: str) -> None:
        if self._held[key].on_disk and not self._held[key].slots:
            del self._held[key]


def _whole(found: Found) -> bool:
    if found.shown is not None:
        announced = announced_characters(found.shown.header) is not None
        return fits(found.shown.header, found.shown.text) and (announced or found.shown.in_its_set)
    if not _DIGITS.fullmatch(found.pdu) or len(found.pdu) % 2 or len(found.pdu) < 2:
        return False
    return found.length is None or _adds_up(bytes.fromhex(found.pdu), found.length)


def _adds_up(octets: bytes, tpdu_length: int) -> bool:
    return bool(octets) and len(octets) == 1 + octets[0] + tpdu_length


# --- what a PDU says -----------------------------------------------------------------------------------------------


def understood(found: Found, *, modem: str, sim: str) -> Told:
    """What `found` is for routerd."""
    if found.shown is None:
        return read_pdu(found, modem=modem, sim=sim)
    return text_mode.understand(found.shown, modem=modem, sim=sim, slot=str(found.slot or ""))


def shown_as(header: str, text: str, charset: str, slot: Slot | None) -> Found:
    """What text mode showed. Of the header the status is left out of account: reading a message changes it."""
    text = without_codes(text) if charset == "UCS2" else text
    identity = f"{header.partition(',')[2]}\n{text}"
    return Found(pdu=identity, slot=slot, shown=Shown(header=header, text=text, charset=charset))


def passed_on(session: Session, event: MessagePassedOn) -> Found:
    """What the modem passed on without storing it."""
    if event.header is None:
        return Found(pdu=event.pdu, slot=None)
    return shown_as(event.header, event.pdu, session.text.charset if session.text else "", None)


def read_pdu(found: Found, *, modem: str, sim: str) -> Told:
    """What `found` is for routerd. Total: what cannot be decoded is an undecodable part."""
    digits = _DIGITS.match(found.pdu.strip('" '))
    octets = bytes.fromhex(digits[0][: len(digits[0]) & ~1]) if digits else b""
    key = hashlib.sha256(sim.encode() + b":" + (_tpdu(octets) or found.pdu.encode())).hexdigest()
    if found.own:
        reason = "it was stored to be sent by some program, and removed because the storage was full"
        return _undecodable(found, key, modem=modem, sim=sim, pdu=octets, reason=reason)
    # Half an octet behind a message that is whole without it is none of it.
    spare = digits is not None and len(digits[0]) % 2 and found.length is not None and _adds_up(octets, found.length)
    try:
        message = tpdu.decode_hex(octets.hex() if spare else found.pdu, tpdu_length=found.length)
    except DecodeError as error:
        return _undecodable(found, key, modem=modem, sim=sim, pdu=octets or found.pdu.encode(), reason=str(error))
    if isinstance(message, SmsDeliver):
        return _part(message, key, modem=modem, sim=sim, pdu=octets, slot=found.slot)
    if not isinstance(message, SmsStatusReport):
        # The centre's answer to a submission, which no modem has any reason to list as received.
        reason = "an SMS-SUBMIT-REPORT carries no message"
        return _undecodable(found, key, modem=modem, sim=sim, pdu=octets, reason=reason)
    return StatusReport(
        key=key,
        modem=modem,
        sim=sim,
        reference=message.mr,
        recipient=message.recipient.text,
        status=message.status,
        scts=_moment(message.scts),
        discharged_at=_moment(message.discharge),
        pdu=octets,
    )


def _part(message: SmsDeliver, key: str, *, modem: str, sim: str, pdu: bytes, slot: Slot | None) -> ReceivedPart:
    place = message.concatenation
    # Data and what is addressed to an application's port (a WAP push, an MMS notice) is for no person to read.
    readable = message.text is not None and udh.ports(message.udh) is None
    return ReceivedPart(
        key=key,
        modem=modem,
        sim=sim,
        sender=message.originating.text,
        sender_type=message.originating.ton.name.lower().replace("_", "-"),
        smsc=message.smsc.text if message.smsc else None,
        content=Content.TEXT if readable else Content.DATA,
        text=message.text if readable else None,
        data=None if readable else message.data or (message.text or "").encode(),
        scts=_moment(message.scts),
        concat=Concat(reference=place.reference, total=place.total, sequence=place.sequence, wide=place.wide)
        if place
        else None,
        pdu=pdu,
        message_class=message.message_class,
        warnings=list(message.warnings),
        slot=str(slot or ""),
    )


def _undecodable(found: Found, key: str, *, modem: str, sim: str, pdu: bytes, reason: str) -> ReceivedPart:
    return ReceivedPart(
        key=key,
        modem=modem,
        sim=sim,
        sender="",
        sender_type="unknown",
        smsc=None,
        content=Content.UNDECODABLE,
        text=None,
        data=None,
        scts=None,
        concat=None,
        pdu=pdu,
        warnings=[reason],
        slot=str(found.slot or ""),
    )


def _tpdu(octets: bytes) -> bytes:
    """Without the service centre: the key is of the message, not of the way it came."""
    return octets[1 + octets[0] :] if octets else b""


def _moment(moment: datetime | None) -> int | None:
    return None if moment is None else round(moment.timestamp() * 1000)
