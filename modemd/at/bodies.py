"""The text of a message in text mode: which of the lines behind a header are its lines (3GPP TS 27.005 §3.4.2).

A text may hold any line, `OK` and `+CMTI: "SM",3` included, so what a line says does not tell whether it belongs to the
text. With +CSDH=1 the header announces how many characters come. Modems count differently: a line end inside the text
may be shown as one octet or two, and an escape pair counts as two and may be shown as one. So a text is surely not over
before half of what was announced, and surely complete at all of it; in between, and where nothing was announced, a
result code ends it only if nothing follows.

The same length tells a code that the modem threw in from a line that somebody typed, `^RSSI:18` as well as the known
ones. Without it, and without hexadecimal (`without_codes`), nothing does: the line stays, and the text is doubted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from modemd.at import urcs
from modemd.at.commands import fields
from modemd.at.results import FinalResult

# `yy/MM/dd,hh:mm:ss`: no header of PDU mode has one.
TIME_STAMP: Final = re.compile(r"\d{2,4}/\d{1,2}/\d{1,2}\s*,\s*\d{1,2}:\d{1,2}:\d{1,2}")
MOST_THROWN_IN: Final = 10
"""As many codes of an answer are told from lines of its text one by one."""
_STATUS: Final = re.compile(r'"?(?:REC (?:UN)?READ|STO (?:UN)?SENT)"?', re.IGNORECASE)
# In PDU mode a number stands there.
_QUOTED_STATUS: Final = re.compile(r'\+CMG(?:R:|L:\s*\d+\s*,)\s*"[^"]{2,}"', re.IGNORECASE)
_FIRST_HALVES: Final = ("D8", "D9", "DA", "DB")
_HEXADECIMAL: Final = re.compile(r"(?:[0-9A-Fa-f]{2})+")


def is_text_header(header: str) -> bool:
    """Whether a +CMGR, +CMGL, +CMT or +CDS header is that of text mode."""
    return any(form.search(header) for form in (TIME_STAMP, _STATUS, _QUOTED_STATUS))


def is_report(header: str) -> bool:
    """Whether it is the header of a status report, which has no text: two numbers stand where others have the
    sender.
    """
    values = [value.strip() for value in _values(header).split(",")]
    if header.upper().startswith("+CMGL"):
        values = values[1:]
    if _STATUS.fullmatch(values[0]):
        values = values[1:]
    return len(values) > 1 and values[0].isdecimal() and values[1].isdecimal()


def announced_characters(header: str) -> int | None:
    """How many characters the header says the text has; None where it does not say (+CSDH=0)."""
    values = fields(_values(header))
    stamp = next((at for at, value in enumerate(values) if TIME_STAMP.search(value)), None)
    if stamp is None:  # of what somebody stored to be sent, or broken
        stamp = 4 if header.upper().startswith("+CMGL") else 7
    behind = values[stamp + 1 :]
    return int(behind[-1]) if behind and behind[-1].isdecimal() else None


def fits(header: str, text: str) -> bool:
    """Whether the text is as long as its header announced, in one of the ways that modems count."""
    announced = announced_characters(header)
    lines = text.split("\n")
    if announced is None:
        return not any(urcs.reads_like_code(line) for line in lines)
    lengths = {len(text), len(text) + len(lines) - 1, len(text) - text.count("\x1b")}
    if _HEXADECIMAL.fullmatch(text):
        # Octets, UCS2 units, and characters: those outside the first plane have two units, the first D800 to DBFF.
        pairs = sum(text[at : at + 2].upper() in _FIRST_HALVES for at in range(0, len(text), 4))
        lengths |= {len(text) // 2, len(text) // 4, len(text) // 4 - pairs}
    return announced in lengths


def without_codes(text: str) -> str:
    """A text that is all hexadecimal, as in UCS2: without the codes around it, which are not. Others as they are."""
    lines = [line for line in text.split("\n") if line.strip()]
    rest = [line for line in lines if not urcs.reads_like_code(line)]
    return rest[0] if len(rest) == 1 and _HEXADECIMAL.fullmatch(rest[0]) else text


def _values(header: str) -> str:
    return header.partition(":")[2]


@dataclass(slots=True, kw_only=True)
class Body:
    """Lines behind `header`, as they come; `urc` is the row of its code where the message is passed on unasked.

    `end` is a result code that is the last line unless something follows it.
    """

    header: str
    urc: urcs.Urc | None = None
    end: FinalResult | None = None
    _lines: list[str] = field(default_factory=list)
    _octets: int = 0
    _last_end: int = 0
    _end_at: int = 0
    _behind: list[str] = field(default_factory=list)  # the codes that came behind the end

    def add(self, line: str, octets: int) -> None:
        """One more line; `octets` is its length with its line end."""
        if line.strip() and not urcs.reads_like_code(line):
            self.end = None
        self._lines.append(line)
        self._octets += octets
        self._last_end = octets - len(line)

    def add_end(self, line: str, octets: int, result: FinalResult) -> None:
        """A line that reads like a result code, before as much has come as was announced."""
        self._end_at = len(self._lines)
        self.add(line, octets)
        self.end = result

    def ended(self) -> FinalResult | None:
        """Nothing followed: what was said to be the end, is."""
        result, self.end = self.end, None
        if result is not None:
            self._behind = [line for line in self._lines[self._end_at + 1 :] if line.strip()]
            del self._lines[self._end_at :]
        return result

    @property
    def complete(self) -> bool:
        """Whether as much has come as was announced."""
        announced = announced_characters(self.header)
        return announced is not None and bool(self._lines) and self._octets - self._last_end >= announced

    @property
    def may_be_over(self) -> bool:
        """Whether so much has come that a new header can be one."""
        announced = announced_characters(self.header)
        return bool(self._lines) and (announced is None or self._octets * 2 >= announced)

    def settled(self) -> tuple[str, list[str]]:
        """The text, and the codes that a modem threw in between its lines."""
        lines = self._without_last_blanks(self._lines)
        text = "\n".join(lines)
        if not fits(self.header, text):
            for codes in self._thrown_in(lines):
                rest = self._without_last_blanks([line for at, line in enumerate(lines) if at not in codes])
                if rest and fits(self.header, "\n".join(rest)):
                    return "\n".join(rest), [*(lines[at] for at in sorted(codes) if lines[at]), *self._behind]
        return text, self._behind

    def _thrown_in(self, lines: list[str]) -> Iterator[frozenset[int]]:
        """Which lines may be none of the text: the last codes first, since one that was thrown in stands in front of
        the result code more often than not. An empty line in front of a code may be its beginning.
        """
        told = announced_characters(self.header) is not None
        reads_like_code = urcs.reads_like_code if told else urcs.find
        codes = [at for at, line in enumerate(lines) if reads_like_code(line)]
        if not codes:
            return
        for count in dict.fromkeys((*range(1, min(len(codes), MOST_THROWN_IN)), len(codes))):
            for chosen in (codes[-count:], codes[:count]):
                blanks = [at - 1 for at in chosen if at and not lines[at - 1]]
                yield frozenset((*chosen, *blanks))
                if blanks:
                    yield frozenset(chosen)

    def _without_last_blanks(self, lines: list[str]) -> list[str]:
        """Without the empty line that stands in front of a result code."""
        told = announced_characters(self.header) is not None
        while len(lines) > 1 and not lines[-1] and not (told and fits(self.header, "\n".join(lines))):
            lines = lines[:-1]
        return lines
