"""`value = { text = "..." }`: a value that stands in the file itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from interactd.connectors import slots as slot_values
from interactd.connectors.source import Patience
from interactd.errors import DeclarationError


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSource:
    """A fixed text, in which slots may stand."""

    text: str
    kind: str = "text"

    def placeholders(self) -> frozenset[str]:
        return slot_values.names(self.text)

    def choices(self) -> frozenset[str]:
        return frozenset()

    def filled(self, slots: Mapping[str, str]) -> TextSource:
        return TextSource(text=slot_values.fill(self.text, slots))

    def read(self, patience: Patience) -> str:
        return self.text


def declare(value: object, folder: Path) -> TextSource:
    """The source of `text = VALUE`. Raises `DeclarationError`."""
    if not isinstance(value, str) or not value.strip():
        raise DeclarationError("text must be a text that is not empty")
    return TextSource(text=value)
