"""`value = { file = "..." }`: the content of a small regular file, stripped.

A slot may be a name in the path, never a path: whoever texts chooses among the files the operator laid out.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from interactd.connectors import slots as slot_values
from interactd.connectors.source import MAX_OCTETS, Patience
from interactd.errors import DeclarationError, SourceFailed


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSource:
    """A file by its absolute path, in which slots may stand."""

    path: str
    kind: str = "file"

    def placeholders(self) -> frozenset[str]:
        return slot_values.names(self.path)

    def choices(self) -> frozenset[str]:
        return self.placeholders()

    def filled(self, slots: Mapping[str, str]) -> FileSource:
        for name in self.placeholders() & slots.keys():
            _refuse_paths(name, slots[name])
        return FileSource(path=slot_values.fill(self.path, slots))

    def read(self, patience: Patience) -> str:
        try:
            octets = _content(self.path)
        except OSError as error:
            raise SourceFailed(f"{self.path}: {error.strerror}") from None
        if len(octets) > MAX_OCTETS:
            raise SourceFailed(f"{self.path}: longer than {MAX_OCTETS} octets")
        return octets.decode("utf-8-sig", errors="replace").strip()


def declare(value: object, folder: Path) -> FileSource:
    """The source of `file = VALUE`; a relative path is relative to `folder`. Raises `DeclarationError`."""
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise DeclarationError("file must be the path of a file")
    return FileSource(path=str(folder / value))


def _refuse_paths(name: str, value: str) -> None:
    if not value or value in (".", "..") or ".." in value or not {"/", "\\", "\0"}.isdisjoint(value):
        raise SourceFailed(f"the value of {name} may not be part of a path")


def _content(path: str) -> bytes:
    # Without O_NONBLOCK, opening a FIFO nobody writes to would hang.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise SourceFailed(f"{path}: not a regular file")
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(MAX_OCTETS + 1)
    finally:
        os.close(descriptor)
