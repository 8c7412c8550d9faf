"""How parts become messages, on lists and dicts: what `routerd/inbox.py` promises in its docstring."""

from __future__ import annotations

from dataclasses import dataclass, field

from smsbus.messages import ReceivedPart
from tests.routerd.models.table import Thing, Verdict, verdict

WINDOW_MS = 86_400_000
GAP = "[...]"


@dataclass(slots=True)
class Mail:
    """One message; `verdict` is there once it was delivered."""

    sender: str
    group: tuple[int, bool] | None  # reference, and whether it is of 16 bits
    total: int
    received_at: int
    deliver_at: int
    places: dict[int, tuple[str, int | None]] = field(default_factory=dict)
    verdict: Verdict | None = None

    @property
    def whole(self) -> bool:
        """Whether no part is missing."""
        return len(self.places) == self.total

    @property
    def text(self) -> str:
        """In order; one mark for neighbours that are missing."""
        found: list[str] = []
        for sequence in range(1, self.total + 1):
            if sequence in self.places:
                found.append(self.places[sequence][0])
            elif not found or found[-1] != GAP:
                found.append(GAP)
        return "".join(found)


@dataclass(slots=True)
class Mailbox:
    """What was received, oldest first."""

    things: dict[str, Thing]
    mails: list[Mail] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)

    def receive(self, part: ReceivedPart, now_ms: int) -> None:
        """A part of the SIM comes, perhaps again."""
        if part.key in self.keys:
            return
        self.keys.add(part.key)
        mail, sequence = self._mail_of(part, now_ms), part.concat.sequence if part.concat else 1
        if mail is None:
            group = (part.concat.reference, part.concat.wide) if part.concat else None
            total = part.concat.total if part.concat else 1
            mail = Mail(part.sender, group, total, now_ms, now_ms + WINDOW_MS)
            self.mails.append(mail)
        if sequence not in mail.places:
            assert part.text is not None
            mail.places[sequence] = (part.text, part.scts)
            if mail.whole and mail.verdict is None:
                self._deliver(mail)

    def time_passed(self, now_ms: int) -> None:
        """What has waited long enough is delivered as it is."""
        for mail in self.mails:
            if mail.verdict is None and mail.deliver_at <= now_ms:
                self._deliver(mail)

    def clock_set(self, shift_ms: int, now_ms: int) -> None:
        """Waits go with the clock."""
        for mail in self.mails:
            mail.deliver_at = min(mail.deliver_at + shift_ms, now_ms + WINDOW_MS)

    @property
    def asked(self) -> int:
        """How many of them are questions."""
        return sum(mail.verdict is not None and mail.verdict.asks for mail in self.mails)

    def _mail_of(self, part: ReceivedPart, now_ms: int) -> Mail | None:
        if part.concat is None:
            return None
        wanted = (part.sender, (part.concat.reference, part.concat.wide), part.concat.total)
        alike = [mail for mail in self.mails if (mail.sender, mail.group, mail.total) == wanted]
        return next((mail for mail in reversed(alike[-5:]) if _joins(part, mail, now_ms)), None)

    def _deliver(self, mail: Mail) -> None:
        mail.verdict = verdict(mail.sender, self.things, whole=mail.whole)


def _joins(part: ReceivedPart, mail: Mail, now_ms: int) -> bool:
    assert part.concat is not None
    there = mail.places.get(part.concat.sequence)
    if there is not None and there[0] != part.text:
        return False
    stamps = [scts for _, scts in mail.places.values() if scts is not None]
    if part.scts is None or not stamps:
        return now_ms - mail.received_at <= WINDOW_MS
    return all(abs(part.scts - stamp) <= WINDOW_MS for stamp in stamps)
