"""Octets -> lines and prompts. It knows where a line ends, and nothing about what a line says.

CR and LF both end a line and empty lines are dropped, because modems send CR LF, CR CR LF, a lone CR behind an echo,
and extra blank lines. The prompt `>` is no line: by the standard nothing ends it (27.005 §3.5.1
`<CR><LF><greater_than><space>`), so it is recognised in the unfinished tail, but only while the engine says that a
prompt may come.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

MAX_LINE_OCTETS: Final = 4096
"""Ten times the longest PDU line, more than the longest +CLAC. What is longer is noise and is cut."""

_BLANK: Final = b"\r\n "
_LINE_END: Final = re.compile(rb"[\r\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that is not empty, without the blanks around it; one character per octet (latin-1). `cut`: too long."""

    text: str
    cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """The modem waits for the text or PDU of a message."""


Token = Line | Prompt


class Lexer:
    """Keeps at most one unfinished line of `MAX_LINE_OCTETS`, besides what was pushed and not yet taken."""

    def __init__(self) -> None:
        self._pending = bytearray()
        self._skipping = False  # inside the rest of a line that was too long

    def push(self, octets: bytes) -> None:
        """Adds what was received; take the tokens with `next` until it gives None."""
        # NUL is what a line at the wrong speed or a modem waking up sends; no text of ours has it.
        self._pending += octets.replace(b"\0", b"")

    def next(self, *, prompt_awaited: bool) -> Token | None:
        """The next token, or None when more octets are needed."""
        while True:
            if prompt_awaited and self._take_prompt():
                return Prompt()
            end = _LINE_END.search(self._pending)
            if end is None:
                return self._cut() if len(self._pending) > MAX_LINE_OCTETS else None
            octets = bytes(self._pending[: end.start()]).strip(_BLANK)
            del self._pending[: end.end()]
            skipped, self._skipping = self._skipping, False
            if octets and not skipped:
                return Line(text=octets[:MAX_LINE_OCTETS].decode("latin-1"), cut=len(octets) > MAX_LINE_OCTETS)

    def _take_prompt(self) -> bool:
        stripped = self._pending.lstrip(_BLANK)
        if self._skipping or not stripped.startswith(b">"):
            return False
        self._pending = stripped[1:]
        return True

    def _cut(self) -> Line | None:
        octets = bytes(self._pending[:MAX_LINE_OCTETS]).strip(_BLANK)
        self._pending.clear()
        if self._skipping or not octets:
            return None
        self._skipping = True
        return Line(text=octets.decode("latin-1"), cut=True)
