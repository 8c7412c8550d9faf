"""supervisord's event protocol, from the listener's side (supervisor 4, "Event Listener Notification Protocol").

An event is a line of `key:value` pairs and then as many characters as its `len` says. Characters, not octets:
supervisord counts before it encodes. After each event comes a result, and then the word that we are ready for the next.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import Final

READY: Final = b"READY\n"
RESULT: Final = b"RESULT 2\nOK"
"""We have it. It is said as soon as the event is read: what follows from it takes no time of supervisord's."""

LONGEST_HEADER: Final = 4096
LONGEST_PAYLOAD: Final = 1_000_000


class BrokenProtocol(Exception):
    """What came is no event: nothing that follows can be told apart any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """`name` as PROCESS_STATE_RUNNING; `values` of the payload's first line."""

    name: str
    values: dict[str, str]


class Listener:
    """Octets in, events out."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._text = ""
        self._header: dict[str, str] | None = None

    def feed(self, octets: bytes) -> list[Event]:
        """The events that are complete with these octets. Raises `BrokenProtocol`."""
        self._text += self._decoder.decode(octets)
        events = []
        while (event := self._next()) is not None:
            events.append(event)
        return events

    def _next(self) -> Event | None:
        if self._header is None:
            line, end, rest = self._text.partition("\n")
            if len(line) > LONGEST_HEADER:
                raise BrokenProtocol("a header without end")
            if not end:
                return None
            self._header, self._text = _header(line), rest
        length = int(self._header["len"])
        if len(self._text) < length:
            return None
        payload, self._text = self._text[:length], self._text[length:]
        event = Event(name=self._header["eventname"], values=_pairs(payload.partition("\n")[0]))
        self._header = None
        return event


def _header(line: str) -> dict[str, str]:
    values = _pairs(line)
    length = values.get("len", "")
    if "eventname" not in values or not (length.isascii() and length.isdigit()):
        raise BrokenProtocol(f"no header of an event: {line[:80]!r}")
    if len(length) > 7 or int(length) > LONGEST_PAYLOAD:
        raise BrokenProtocol(f"an event of {length[:20]} characters")
    return values


def _pairs(line: str) -> dict[str, str]:
    """The `key:value` pairs of a line; what is none is left out."""
    found = (token.partition(":") for token in line.split())
    return {key: value for key, colon, value in found if colon}
