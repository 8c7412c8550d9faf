"""Parts -> messages: which message a part belongs to, what is a repetition, when a message is whole.

A part is known by its key; a known one is acknowledged again and nothing else. Parts of a concatenated message share
sender, reference and number of parts, but senders use references again (there are only 256 of most), so a part joins a
message only where its place is free and it was sent at about the same time. A message whose parts do not all come is
delivered after `incomplete_after` with `GAP` for each missing one; a late part still fills its gap.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import msgspec

from routerd import store_inbox
from routerd.store_inbox import Message, Place
from routerd.work import Work
from smsbus import numbers
from smsbus.messages import Concat, Content, ReceivedPart
from smsbus.numbers import Number, NumberKind
from smsbus.sms import segments, tpdu
from smsbus.sms.errors import DecodeError
from smsbus.sms.tpdu import SmsDeliver

GAP = "[...]"
HALF = "\ufffd"
"""What the codec shows for half a surrogate pair."""

UNDECIDED = "waiting-for-parts"


def sender_of(message: Message) -> Number:
    """Who sent it."""
    return Number(kind=NumberKind(message.sender_kind), value=message.sender)


def store_part(work: Work, part: ReceivedPart) -> Message | None:
    """Stores a part that was not known.

    Returns its message when this part made it whole for the first time, or filled a gap of one already delivered; None
    while others are missing or when it repeats another.
    """
    part = _with_valid_place(part)
    message, place_is_free = _message_for(work, part)
    sequence = part.concat.sequence if part.concat else 1
    store_inbox.add_part(
        work.store,
        key=part.key,
        inbox=message.id,
        sequence=sequence,
        repeats=int(not place_is_free),
        text=part.text,
        pdu=part.pdu,
        scts=part.scts,
        received_at=work.now_ms,
    )
    if not place_is_free:
        work.count("repeated-places")
        return None
    return _with_part(work, message, part.content)


def _with_valid_place(part: ReceivedPart) -> ReceivedPart:
    """23.040 §9.2.3.24.1: a part number of 0 or above the total, or a total of 0, is ignored with its element."""
    if part.concat is None or 1 <= part.concat.sequence <= part.concat.total <= 255:
        return part
    return msgspec.structs.replace(part, concat=None)


def text_of(places: Sequence[Place], total: int) -> str:
    """The texts in order, `GAP` where one or several neighbours are missing."""
    there = {place.sequence: place for place in places}
    numbers = range(1, total + 1)
    runs = [list(run) for _, run in itertools.groupby(numbers, key=lambda number: number in there)]
    return "".join(_joined([there[number] for number in run]) if run[0] in there else GAP for run in runs)


def text_without(work: Work, message: Message, part: ReceivedPart) -> str:
    """The text as it was before this part of it came."""
    sequence = part.concat.sequence if part.concat else 1
    places = store_inbox.places(work.store, message.id)
    return text_of([place for place in places if place.sequence != sequence], message.parts)


def _joined(run: Sequence[Place]) -> str:
    """The text of parts without a gap between them, characters that the sender's phone cut in two whole again."""
    plain = "".join(place.text or "" for place in run)
    if HALF not in plain:
        return plain
    decoded = [message for message in map(_decoded, run) if message is not None]
    return segments.join(decoded) if len(decoded) == len(run) else plain


def _decoded(place: Place) -> SmsDeliver | None:
    """The message in the part's PDU, if that is where its text came from: a modem in text mode gives none."""
    try:
        message = tpdu.decode(place.pdu)
    except DecodeError:
        return None
    return message if isinstance(message, SmsDeliver) and message.text == place.text else None


def belongs(part: ReceivedPart, message: Message, places: Sequence[Place], window_ms: int, now_ms: int) -> bool:
    """Whether a part that matches by sender, reference and total is of this message, and no later one's.

    Sent at about the same time, that is: by the service centre's stamps where there are any, else by arrival.
    """
    assert part.concat is not None
    there = next((place for place in places if place.sequence == part.concat.sequence), None)
    if there is not None and there.text != part.text:
        return False  # the same text in the same place would be the sender's phone trying again
    stamps = [place.scts for place in places if place.scts is not None]
    if part.scts is not None and stamps:
        return all(abs(part.scts - stamp) <= window_ms for stamp in stamps)
    return now_ms - message.received_at <= window_ms


def _message_for(work: Work, part: ReceivedPart) -> tuple[Message, bool]:
    """The part's message, created where it is the first, and whether the part's place in it is free."""
    sender = numbers.from_network(part.sender, part.sender_type, work.settings.numbers.default_region)
    if part.concat is not None:
        for message in store_inbox.concatenated(
            work.store,
            sender=sender.value,
            reference=part.concat.reference,
            wide=part.concat.wide,
            parts=part.concat.total,
        ):
            places = store_inbox.places(work.store, message.id)
            if belongs(part, message, places, _window_ms(work), work.now_ms):
                return message, all(place.sequence != part.concat.sequence for place in places)
    return _added(work, part, sender), True


def _added(work: Work, part: ReceivedPart, sender: Number) -> Message:
    concat = part.concat or Concat(reference=0, total=1, sequence=1)
    message_id = store_inbox.add(
        work.store,
        modem=part.modem,
        sim=part.sim,
        sender=sender.value,
        sender_kind=sender.kind.value,
        content=part.content.value,
        text=None,
        state="incomplete",
        reason=UNDECIDED,
        reference=part.concat.reference if part.concat else None,
        wide=int(concat.wide),
        parts=concat.total,
        missing=concat.total,
        scts=part.scts,
        received_at=work.now_ms,
        deliver_at=work.now_ms + _window_ms(work),
    )
    message = store_inbox.message(work.store, message_id)
    assert message is not None
    return message


def _with_part(work: Work, message: Message, content: Content) -> Message | None:
    places = store_inbox.places(work.store, message.id)
    # One part that is no text makes the whole something to keep, not to read.
    kind = content.value if message.content == Content.TEXT.value else message.content
    store_inbox.change(
        work.store,
        message.id,
        content=kind,
        text=text_of(places, message.parts) if kind == Content.TEXT.value else None,
        missing=message.parts - len(places),
    )
    changed = store_inbox.message(work.store, message.id)
    assert changed is not None
    return changed if changed.missing == 0 or changed.state != "incomplete" else None


def _window_ms(work: Work) -> int:
    return round(work.settings.router.incomplete_after * 1000)
