"""What a sender wrote, as it may be said back: to them, in a list of what is planned, on an operator's terminal.

Controls, invisible characters and those that turn the direction of writing round are left out: what is shown must be
what was meant, and do nothing where it is shown.
"""

from __future__ import annotations

LONGEST = 100
"""Characters of a text that are said back."""

_CUT = "..."


def quoted(text: str) -> str:
    """`text` on one line, in at most `LONGEST` characters that all can be seen; empty when none can."""
    seen = "".join(letter if letter.isprintable() else " " if letter.isspace() else "" for letter in text)
    line = " ".join(seen.split())
    return line if len(line) <= LONGEST else line[: LONGEST - len(_CUT)] + _CUT
