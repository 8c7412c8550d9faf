"""How results are printed: JSON documents with moments in RFC 3339, and aligned text for people.

Texts come from strangers and go to a terminal: what is not printable is shown as an escape and never sent to it.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Sequence
from typing import Any

import click


def document(value: Any) -> Any:
    """`value` with every moment (integer milliseconds under `at`, `scts` or `..._at`) in RFC 3339, UTC."""
    if isinstance(value, dict):
        return {key: rfc3339(item) if _is_moment(key, item) else document(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [document(item) for item in value]
    if isinstance(value, bytes):
        return value.hex()
    return value


def rfc3339(moment_ms: int) -> str:
    """`2026-11-22T13:30:00.250Z`: always with milliseconds, so that moments of one kind sort as text."""
    seconds, milliseconds = divmod(moment_ms, 1000)
    try:
        return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{milliseconds:03d}Z"
    except (OverflowError, ValueError, OSError):
        return "9999-12-31T23:59:59.999Z"  # no moment a clock could show


def local_time(moment_ms: int | None) -> str:
    """`2026-11-22 14:30:00` on the wall of who reads it; `-` for none."""
    if moment_ms is None:
        return "-"
    try:
        return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(moment_ms // 1000))
    except (OverflowError, ValueError, OSError):
        return "-"


def print_json(value: Any) -> None:
    """One document on stdout."""
    click.echo(json.dumps(document(value), ensure_ascii=False, indent=2))


def print_json_line(value: Any) -> None:
    """One document on one line, at once."""
    click.echo(json.dumps(document(value), ensure_ascii=False))


def print_table(headers: Sequence[str], rows: Iterable[Sequence[Any]], *, empty: str) -> None:
    """Rows under their headers, or the line `empty` when there are none; on a terminal fitted to its width."""
    listed = list(rows)
    if not listed:
        click.echo(empty)
    elif sys.stdout.isatty():
        from ctl import terminal

        terminal.print_table(headers, listed)
    else:
        click.echo("\n".join(table(headers, listed)))


def table(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[str]:
    """Lines of aligned columns; the last column is not padded."""
    cells = [[header.upper() for header in headers], *([cell(value) for value in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(headers))]
    return ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in cells]


def cell(value: Any) -> str:
    """A value on one line: `-` for none, `yes` and `no`."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return printable(str(value)).replace("\n", "\\n")


def print_fields(pairs: Iterable[tuple[str, Any]]) -> None:
    """`name  value` lines, names aligned; several lines of a text stay several."""
    listed = list(pairs)
    width = max(len(name) for name, _ in listed)
    for name, value in listed:
        text = printable(value) if isinstance(value, str) else cell(value)
        click.echo(f"{name.ljust(width)}  " + text.replace("\n", "\n" + " " * (width + 2)))


def showable(text: str) -> bool:
    """Whether stdout's character set has all of `text`: ornaments that it has not are better left out."""
    try:
        text.encode(sys.stdout.encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def printable(text: str) -> str:
    """`text` with control and other invisible characters as escapes; line ends stay."""
    return "".join(
        character if character.isprintable() or character == "\n" else _escape(character) for character in text
    )


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def _is_moment(key: Any, value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int):
        return False
    return isinstance(key, str) and (key in ("at", "scts") or key.endswith("_at"))
