"""The line of a thing in interactions.toml, for errors: tomllib keeps no places, so this looks for the text again.

A guess at worst: with unusual layouts (one table on one line, a header inside a long text) it names the nearest line
above.
"""

from __future__ import annotations

import json
import re

_INTERACTION = re.compile(r"\s*\[\[\s*interaction\s*\]\]")


class Places:
    """Lines of `source`, counted from 1."""

    def __init__(self, source: str) -> None:
        self._lines = source.splitlines()
        self._interactions = [line for line, text in self._numbered() if _INTERACTION.match(text)]

    def interaction(self, index: int) -> int:
        """The line of the `[[interaction]]` with this index from 0."""
        return self._interactions[index] if index < len(self._interactions) else 1

    def key(self, name: str, start: int = 1) -> int:
        """The line at or below `start` where `name` is given a value or heads a table; else `start`."""
        spelled = rf"[\"']?{re.escape(name)}[\"']?"
        pattern = re.compile(rf"(?:^|[\s{{,.]){spelled}\s*[=.]|\s*\[+\s*(?:[\w-]+\.)*{spelled}\s*[\].]")
        return next((line for line, text in self._numbered() if line >= start and pattern.search(text)), start)

    def text(self, text: str, start: int) -> int:
        """The line at or below `start`, within the same interaction, that holds `text` as TOML spells it."""
        spellings = (text, json.dumps(text, ensure_ascii=False)[1:-1])
        end = next((line for line in self._interactions if line > start), len(self._lines) + 1)
        for line, content in self._numbered():
            if start <= line < end and any(spelling in content for spelling in spellings):
                return line
        return start

    def _numbered(self) -> list[tuple[int, str]]:
        return list(enumerate(self._lines, 1))
