"""What was written, as it may be said back: to its sender, in a menu or a list, on an operator's terminal.

Controls, invisible characters and those that turn the direction of writing round are left out: what is shown must be
what was meant, and do nothing where it is shown.
"""

from __future__ import annotations

LONGEST = 100
"""Characters of a text that are said back."""

_CUT = "..."


def visible(text: str) -> str:
    """`text` on one line, of what can be seen; empty when nothing can."""
    seen = "".join(letter if letter.isprintable() else " " if letter.isspace() else "" for letter in text)
    return " ".join(seen.split())


def quoted(text: str) -> str:
    """The same in at most `LONGEST` characters."""
    line = visible(text)
    return line if len(line) <= LONGEST else line[: LONGEST - len(_CUT)] + _CUT
