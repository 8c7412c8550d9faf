"""The far end: the SMSC that takes what the modem submits, keeps what waits for the modem, and reports deliveries."""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from smsbus.sms.address import Address
from smsbus.sms.errors import DecodeError
from smsbus.sms.segments import segments
from smsbus.sms.tpdu import Direction, SmsDeliver, SmsStatusReport, SmsSubmit, decode, encode
from smsbus.sms.udh import Concatenation, Ports, ports_element

from .settings import Conditions

SUBMISSIONS_KEPT: Final = 100_000
WAP_PUSH_PORT: Final = 2948


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A message the network took. `index` counts from 1, `at` is seconds since 1970, UTC; `pdu` is as submitted.

    `text` is None for 8-bit data. `mr` is the reference the modem gave it. `warnings`: what a strict SMSC may refuse.
    """

    index: int
    at: float
    mr: int
    to: str
    text: str | None
    alphabet: str | None
    concatenation: Concatenation | None
    status_report: bool
    warnings: tuple[str, ...]
    pdu: bytes


def compose(*, sender: str, text: str, scts: datetime, smsc: str, reference: int) -> list[bytes]:
    """The SMS-DELIVER PDUs of a text, in as few parts as it takes; smsbus.sms.errors.EncodeError when it cannot be."""
    alphabet, parts = segments(text)
    messages = (
        SmsDeliver(
            smsc=Address.from_text(smsc),
            originating=Address.from_text(sender),
            scts=scts,
            alphabet=alphabet,
            text=part,
            concatenation=Concatenation(reference=reference, total=len(parts), sequence=sequence)
            if len(parts) > 1
            else None,
        )
        for sequence, part in enumerate(parts, 1)
    )
    return [encode(message).octets for message in messages]


def compose_mms(*, sender: str, location: str, scts: datetime, smsc: str, reference: int) -> bytes:
    """The SMS-DELIVER of an MMS notice: a WAP push that says where the picture can be fetched; EncodeError if too long.

    OMA WAP-230 §8.2.4.1 (push, type and application), OMA MMS-ENC §6.2 (M-Notification.ind).
    """
    push = bytes((reference, 0x06, 0x03, 0xBE, 0xAF, 0x84))
    kind = b"\x8c\x82\x98" + f"{reference:02X}".encode() + b"\0\x8d\x90"
    about = b"\x8a\x80\x8e\x02\x40\x00\x88\x05\x81\x03\x03\xf4\x80"
    return encode(
        SmsDeliver(
            smsc=Address.from_text(smsc),
            originating=Address.from_text(sender),
            scts=scts,
            dcs=0x04,
            udh=(ports_element(Ports(destination=WAP_PUSH_PORT, source=9200)),),
            data=push + kind + about + b"\x83" + location.encode("ascii", "replace") + b"\0",
        )
    ).octets


class Network:
    """Keeps what is under way to the modem. `deadline` is when the next message or report arrives at it."""

    def __init__(self, *, smsc: str, clock_offset_s: float) -> None:
        self._smsc = smsc
        self._clock_offset_s = clock_offset_s
        self._under_way: list[tuple[float, int, bytes]] = []
        self._arrived: deque[bytes] = deque()
        self._count = 0
        self.submissions: deque[Submission] = deque(maxlen=SUBMISSIONS_KEPT)

    @property
    def deadline(self) -> float | None:
        """When the next message or report arrives at the modem."""
        return self._under_way[0][0] if self._under_way else None

    @property
    def held(self) -> int:
        """How many messages and reports the modem has not taken yet."""
        return len(self._under_way) + len(self._arrived)

    def moment(self, now: float) -> datetime:
        """The network's clock."""
        return datetime.fromtimestamp(now + self._clock_offset_s, UTC)

    def deliver(self, pdu: bytes, due: float) -> None:
        """`pdu` arrives at the modem at `due`, behind what arrives at the same time."""
        self._count += 1
        heapq.heappush(self._under_way, (due, self._count, pdu))

    def advance(self, now: float) -> None:
        """What is due by `now` stands at the modem's door, whether or not the modem can take it."""
        while self._under_way and self._under_way[0][0] <= now:
            self._arrived.append(heapq.heappop(self._under_way)[2])

    @property
    def oldest(self) -> bytes | None:
        """The oldest message at the modem's door; it stays there until `take`."""
        return self._arrived[0] if self._arrived else None

    def take(self) -> None:
        """The modem has the oldest message."""
        self._arrived.popleft()

    def submit(self, pdu: bytes, mr: int, conditions: Conditions, now: float) -> Submission:
        """Takes a message; DecodeError when it is not an SMS-SUBMIT."""
        message = decode(pdu, direction=Direction.MO)
        if not isinstance(message, SmsSubmit):
            raise DecodeError("mti", 1 + pdu[0], "not an SMS-SUBMIT")
        submission = Submission(
            index=self.submissions[-1].index + 1 if self.submissions else 1,
            at=now + self._clock_offset_s,
            mr=mr,
            to=message.destination.text,
            text=message.text,
            alphabet=message.alphabet.value if message.alphabet else None,
            concatenation=message.concatenation,
            status_report=message.status_report,
            warnings=message.warnings,
            pdu=pdu,
        )
        self.submissions.append(submission)
        if message.status_report:
            self._report(message, mr, conditions, now)
        return submission

    def _report(self, message: SmsSubmit, mr: int, conditions: Conditions, now: float) -> None:
        due = now + conditions.report_delay_s
        report = SmsStatusReport(
            smsc=Address.from_text(self._smsc),
            mr=mr,
            recipient=message.destination,
            status=conditions.report_status,
            scts=self.moment(now),
            discharge=self.moment(due),
        )
        self.deliver(encode(report).octets, due)
