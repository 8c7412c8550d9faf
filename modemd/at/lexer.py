"""Octets -> lines and prompts. It knows where a line ends, and nothing about what a line says.

CR and LF both end a line and empty lines are dropped, because modems send CR LF, CR CR LF, a lone CR behind an echo,
and extra blank lines. The prompt `>` is no line: by the standard nothing ends it (27.005 §3.5.1
`<CR><LF><greater_than><space>`), so it is recognised in the unfinished tail, but only while the engine says that a
prompt may come. The text of a message in text mode is taken verbatim, with its blanks and empty lines: there LF ends a
line, and the CR in front of it is no part of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

MAX_LINE_OCTETS: Final = 4096
"""Ten times the longest PDU line, more than the longest +CLAC. What is longer is noise and is cut."""

_BLANK: Final = b"\r\n \0"
"""NUL is what a line at the wrong speed or a modem waking up sends. In a text of the GSM alphabet it is the @."""
_LINE_END: Final = re.compile(rb"[\r\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that is not empty, without the blanks around it; one character per octet (latin-1). `cut`: too long.

    Taken verbatim it may be empty and keeps its blanks; `octets` is its length with its line end.
    """

    text: str
    cut: bool = False
    octets: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """The modem waits for the text or PDU of a message."""


Token = Line | Prompt


class Lexer:
    """Keeps at most one unfinished line of `MAX_LINE_OCTETS`, besides what was pushed and not yet taken."""

    def __init__(self) -> None:
        self._pending = bytearray()
        self._skipping = False  # inside the rest of a line that was too long
        self._half_ended = False  # the last line was ended by a CR: an LF may belong to it

    def push(self, octets: bytes) -> None:
        """Adds what was received; take the tokens with `next` until it gives None."""
        self._pending += octets

    def next(self, *, prompt_awaited: bool) -> Token | None:
        """The next token, or None when more octets are needed."""
        while True:
            if prompt_awaited and self._take_prompt():
                return Prompt()
            end = _LINE_END.search(self._pending)
            if end is None:
                return self._cut() if len(self._pending) > MAX_LINE_OCTETS else None
            octets = bytes(self._pending[: end.start()].replace(b"\0", b"")).strip(_BLANK)
            self._half_ended = end[0] == b"\r"
            del self._pending[: end.end()]
            skipped, self._skipping = self._skipping, False
            if octets and not skipped:
                return Line(text=octets[:MAX_LINE_OCTETS].decode("latin-1"), cut=len(octets) > MAX_LINE_OCTETS)

    def next_verbatim(self) -> Line | None:
        """The next line as it stands, or None when more octets are needed."""
        if self._half_ended:
            rest = self._pending.lstrip(b"\r")
            if not rest:
                return None
            self._pending = rest.removeprefix(b"\n")
            self._half_ended = False
        end = self._pending.find(b"\n")
        if end < 0 and len(self._pending) <= MAX_LINE_OCTETS:
            return None
        octets = bytes(self._pending[: end + 1] if end >= 0 else self._pending)
        del self._pending[: len(octets)]
        return Line(text=octets.removesuffix(b"\n").rstrip(b"\r").decode("latin-1"), octets=len(octets))

    def _take_prompt(self) -> bool:
        stripped = self._pending.lstrip(_BLANK)
        if self._skipping or not stripped.startswith(b">"):
            return False
        self._pending = stripped[1:]
        return True

    def _cut(self) -> Line | None:
        octets = bytes(self._pending[:MAX_LINE_OCTETS].replace(b"\0", b"")).strip(_BLANK)
        self._pending.clear()
        if self._skipping or not octets:
            return None
        self._skipping = True
        return Line(text=octets.decode("latin-1"), cut=True)
