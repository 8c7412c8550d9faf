"""What clients were promised and what the network got, written down by those who saw it; the router is not asked.

Every text is written once and its parts differ from each other and from all others: a part on air is known by its text.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from smsbus.config import RouterSettings

ROOM = 153  # septets of a part of a concatenated message
MOST_ATTEMPTS = RouterSettings().max_attempts


@dataclass(slots=True, kw_only=True)
class Piece:
    """One part of a message."""

    text: str
    copies: int = 0  # on air
    doubts: int = 0  # copies of which nobody may have told the router
    unsure: int = 0  # attempts of which the router may be in doubt, on air or not
    refusals: int = 0  # for now
    refused: bool = False  # for good
    bounced: bool = False  # a delivery report said that it will not arrive
    arrived: bool = False  # a delivery report said that it has

    def __str__(self) -> str:
        known = (f"{field.name}={value}" for field in fields(self) if (value := getattr(self, field.name)))
        return " ".join(list(known)[1:])


@dataclass(slots=True, kw_only=True, repr=False)
class Entry:
    """One message as its client knows it."""

    to: str
    text: str
    key: str | None = None
    report: bool = False
    validity_s: int | None = None
    id: int | None = None  # once it was promised
    cancelled: bool = False  # promised
    cancelling: bool = False  # asked for, ever
    at_modem_then: frozenset[str] = frozenset()  # jobs there when it was cancelled
    retries: int = 0  # asked for, ever
    disturbed: bool = False  # one of its jobs may have been lost with a connection, and the next have come
    mistakable: bool = False  # a report on another message may have been taken for one on this
    pieces: list[Piece] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"<{self.text[:3]} {[str(piece) for piece in self.pieces]} {self.retries=} {self.cancelled=}>"

    def __post_init__(self) -> None:
        size = len(self.text) if len(self.text) <= 160 else ROOM
        self.pieces = [Piece(text=self.text[at : at + size]) for at in range(0, len(self.text), size)]


class Ledger:
    """All of them."""

    def __init__(self, uncertain_retries: int) -> None:
        self.uncertain_retries = uncertain_retries
        self.entries: list[Entry] = []

    def of(self, text: str) -> tuple[Entry, Piece]:
        """Whose part that is."""
        [found] = [(entry, piece) for entry in self.entries for piece in entry.pieces if piece.text == text]
        return found

    def disturb(self) -> None:
        """A connection is lost: parts handed over by now may change places."""
        for entry in self.entries:
            entry.disturbed = True

    def check(self, rows: list[dict[str, Any]]) -> None:
        """Holds the outbox as the router shows it against what was promised."""
        texts = [row["text"] for row in rows]
        assert len(texts) == len(set(texts)), "queued twice"
        shown = {row["id"]: row for row in rows}
        for entry in self.entries:
            if entry.id is not None:
                assert entry.id in shown, f"promised and lost: {entry}"
                assert (shown[entry.id]["text"], shown[entry.id]["to"]) == (entry.text, entry.to)
        for row in rows:
            [entry] = [entry for entry in self.entries if entry.text == row["text"]]
            self._check_state(entry, row["state"])
            self._check_air(entry)

    def _check_state(self, entry: Entry, state: str) -> None:
        explained = True
        match state:
            case "sent" | "delivered" | "failed" if entry.mistakable:
                return
            case "sent":
                explained = all(piece.copies for piece in entry.pieces)
            case "delivered":
                explained = all(piece.copies and piece.arrived for piece in entry.pieces)
            case "uncertain":
                explained = any(piece.unsure for piece in entry.pieces)
            case "cancelled":
                explained = entry.cancelling
            case "expired":
                explained = entry.validity_s is not None
            case "failed":
                explained = any(
                    piece.refused
                    or piece.bounced
                    or piece.refusals >= MOST_ATTEMPTS
                    or piece.unsure > self.uncertain_retries
                    for piece in entry.pieces
                )
        assert explained, f"{state}, and nothing explains that: {entry}"

    def _check_air(self, entry: Entry) -> None:
        for piece in entry.pieces:
            assert piece.copies <= 1 + piece.doubts + entry.retries, f"a copy that nothing explains: {entry}"
            most = (1 + self.uncertain_retries) * (1 + entry.retries)
            assert piece.copies <= most, f"more copies than `uncertain_retries` allows: {entry}"
