"""Durations as people say them: "10 minutes", "2h30", "an hour and a half", "un quart d'heure"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from interactd.times.reader import Reader
from interactd.times.vocabulary import HOUR_S, MINUTE_S

DAY_S = 86_400

_MOST_PIECES = 4
_GLUED = re.compile(
    r"(?P<number>[0-9]{1,9}(?:[.,][0-9]{1,3})?)(?P<unit>[a-z]+)(?:(?P<minutes>[0-9]{1,2})(?:m|mn|min)?)?"
)
_MINUTES = re.compile(r"[0-5][0-9]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """Calendar days, which keep the time of day whatever the clocks do, and seconds."""

    days: int = 0
    seconds: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    seconds: int
    days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    days: int
    seconds: Decimal
    unit_s: int


def duration(reader: Reader, at: int) -> tuple[Duration, int] | None:
    """The duration that stands here, its units from the largest to the smallest."""
    fraction = reader.phrase(reader.known.fractions, at)
    if fraction:
        return Duration(seconds=fraction[0]), fraction[1]
    pieces: list[_Piece] = []
    end = at
    for _ in range(_MOST_PIECES):
        found = _piece(reader, reader.after(reader.known.and_, end) if pieces else end)
        if not found or (pieces and found[0].unit_s >= pieces[-1].unit_s):
            break
        pieces.append(found[0])
        end = found[1]
    if not pieces:
        return None
    seconds = sum((piece.seconds for piece in pieces), Decimal(0))
    return Duration(days=sum(piece.days for piece in pieces), seconds=int(seconds)), end


def bare_minutes(reader: Reader, at: int) -> int | None:
    """The two digits behind the hours of "2 h 30", unless they have a unit of their own."""
    word = reader.word(at)
    return int(word) if _MINUTES.fullmatch(word) and not _unit(reader, reader.word(at + 1)) else None


def _piece(reader: Reader, at: int) -> tuple[_Piece, int] | None:
    return _glued(reader, at) or _counted(reader, at)


def _counted(reader: Reader, at: int) -> tuple[_Piece, int] | None:
    number = reader.number(at)
    if not number:
        return None
    quarters = reader.phrase(reader.known.quarters_before, number[1])
    end = quarters[1] if quarters else number[1]
    unit = _unit(reader, reader.word(end))
    if not unit:
        return None
    return _with_quarters(reader, number[0] + _of_four(quarters), unit, end + 1)


def _glued(reader: Reader, at: int) -> tuple[_Piece, int] | None:
    found = _GLUED.fullmatch(reader.word(at))
    unit = _unit(reader, found["unit"]) if found else None
    if not found or not unit or (found["minutes"] and unit.seconds != HOUR_S):
        return None
    number = Decimal(found["number"].replace(",", "."))
    if found["minutes"]:
        return _Piece(days=0, seconds=number * HOUR_S + int(found["minutes"]) * MINUTE_S, unit_s=MINUTE_S), at + 1
    return _with_quarters(reader, number, unit, at + 1)


def _with_quarters(reader: Reader, number: Decimal, unit: _Unit, at: int) -> tuple[_Piece, int]:
    """`number` units, and what more is said of them: "and a half", "30" behind hours."""
    quarters = reader.phrase(reader.known.quarters, at)
    if quarters:
        return _of(number + _of_four(quarters), unit), quarters[1]
    minutes = bare_minutes(reader, at) if unit.seconds == HOUR_S else None
    if minutes is not None:
        return _Piece(days=0, seconds=number * HOUR_S + minutes * MINUTE_S, unit_s=MINUTE_S), at + 1
    return _of(number, unit), at


def _of(number: Decimal, unit: _Unit) -> _Piece:
    # A day and a half is 36 hours: only whole days are days of a calendar.
    if unit.days and number == int(number):
        return _Piece(days=int(number) * unit.days, seconds=Decimal(0), unit_s=unit.seconds)
    return _Piece(days=0, seconds=number * unit.seconds, unit_s=unit.seconds)


def _of_four(quarters: tuple[int, int] | None) -> Decimal:
    return Decimal(quarters[0] if quarters else 0) / 4


def _unit(reader: Reader, name: str) -> _Unit | None:
    seconds = reader.known.units.get(name)
    if seconds is not None:
        return _Unit(seconds=seconds)
    days = reader.known.calendar.get(name)
    return None if days is None else _Unit(seconds=days * DAY_S, days=days)
