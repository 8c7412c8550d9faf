"""Lists whose values are not in interactions.toml: read from a file, or from what a command prints, at load.

A shell: it waits. All commands of one load share `TOTAL_S`, for until they have ended nobody is answered.
"""

from __future__ import annotations

import time
import tomllib
from collections.abc import Mapping
from pathlib import Path

from interactd import lists
from interactd.connectors import command, file
from interactd.connectors.source import Patience, Source
from interactd.errors import DeclarationError, SourceFailed

TIMEOUT_S = 5.0
LONGEST_TIMEOUT_S = 10.0
TOTAL_S = 20.0
FILE_S = 5.0

KINDS = frozenset({"file", "command"})


class ListSources:
    """Reads lists for one load. Relative paths are relative to `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ends_at = time.monotonic() + TOTAL_S

    def values(self, name: str, declared: Mapping[str, object]) -> tuple[list[object], str]:
        """The values of the list `name`, in the form in which interactions.toml would have them, and where they stand.
        Raises `DeclarationError`, also when there are none.
        """
        kinds = sorted(KINDS & declared.keys())
        for key in sorted(declared.keys() - KINDS - ({"timeout"} if kinds == ["command"] else set())):
            raise DeclarationError(f"unknown key {key}", key=key)
        if len(kinds) > 1:
            raise DeclarationError(f"the list {name} has both file and command")
        if kinds == ["command"]:
            source: Source = command.declare(declared["command"], self._folder)
            where = f"printed by {source.argv[0]}" if isinstance(source, command.CommandSource) else ""
            values = lists.from_lines(self._text(name, source, self._timeout(declared)))
        else:
            source = file.declare(declared["file"], self._folder)
            where = f"in {declared['file']}"
            text = self._text(name, source, FILE_S)
            values = _from_toml(name, text) if where.endswith(".toml") else lists.from_lines(text)
        if not values:
            raise DeclarationError(f"the list {name} has no value {where}")
        return values, where

    def _text(self, name: str, source: Source, timeout_s: float) -> str:
        if source.placeholders():
            raise DeclarationError(f"the list {name} is read before any slot is known: leave out the braces")
        try:
            return source.read(Patience(ends_at=min(self._ends_at, time.monotonic() + timeout_s)))
        except SourceFailed as error:
            raise DeclarationError(f"the list {name} could not be read: {error}") from None

    def _timeout(self, declared: Mapping[str, object]) -> float:
        seconds = declared.get("timeout", TIMEOUT_S)
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds <= LONGEST_TIMEOUT_S:
            raise DeclarationError(f"timeout must be a number of seconds, at most {LONGEST_TIMEOUT_S:g}", key="timeout")
        return float(seconds)


def _from_toml(name: str, text: str) -> list[object]:
    try:
        values = tomllib.loads(text).get("values")
    except tomllib.TOMLDecodeError as error:
        raise DeclarationError(f"the list {name} could not be read: not valid TOML: {error}") from None
    if not isinstance(values, list):
        raise DeclarationError(
            f'the list {name}: the file must hold values = [ "bedroom", {{ in = "...", out = "..." }} ]'
        )
    return values
