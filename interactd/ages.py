"""How old something is, in words for a correspondent."""

from __future__ import annotations

from smsbus.phrases import Language

_UNITS_S = (86400, 3600, 60)
_WORDS: dict[Language, tuple[str, str, str]] = {"en": ("day", "hour", "minute"), "fr": ("jour", "heure", "minute")}


def words(seconds: float, language: Language) -> str:
    """As "2 hours", "1 jour": whole units of the largest one that fits, never less than a minute."""
    for unit_s, word in zip(_UNITS_S, _WORDS[language], strict=True):
        count = int(seconds // unit_s)
        if count:
            return f"{count} {word}" if count == 1 else f"{count} {word}s"
    return f"1 {_WORDS[language][-1]}"
