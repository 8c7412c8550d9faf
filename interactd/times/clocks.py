"""Times of day as people say them, on the 24-hour clock unless they say otherwise: "17:30", "7 h", "5 pm", "minuit"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from interactd.times.durations import bare_minutes
from interactd.times.reader import Reader
from interactd.times.vocabulary import Part

Half = Literal["am", "pm"]

MIDNIGHT = 24
"""The hour of the midnight at the end of a day; 0 is the one it began with."""

_DIGITS = re.compile(
    r"(?P<hour>[0-9]{1,2})"
    r"(?::(?P<minute>[0-9]{2})|(?P<h>h)(?:(?P<behind>[0-9]{1,2})(?:m|mn|min)?)?|\.(?P<point>[0-9]{2}))?"
    r"(?P<half>am|pm)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A time of day as it was said, which may be one that does not exist. `marked`: it looks like one by itself, as
    "7h" does and "7" does not.
    """

    hour: int
    minute: int = 0
    half: Half | None = None
    part: Part | None = None
    marked: bool = False


def clock(reader: Reader, at: int) -> tuple[Clock, int] | None:
    """The time of day that stands here, without preposition; "7 in the evening" included."""
    found = _past(reader, at) or _plain(reader, at)
    part = reader.phrase(reader.known.parts_of_clock, found[1]) if found else None
    return (replace(found[0], part=part[0], marked=True), part[1]) if found and part else found


def _plain(reader: Reader, at: int) -> tuple[Clock, int] | None:
    found = _named(reader, at) or _digits(reader, at) or _worded(reader, at)
    if not found or found[0].half:
        return found
    half = reader.phrase(reader.known.halves_of_day, found[1])
    return (replace(found[0], half=half[0], marked=True), half[1]) if half else found


def _named(reader: Reader, at: int) -> tuple[Clock, int] | None:
    """Noon and midnight."""
    named = reader.phrase(reader.known.hours, at)
    if not named:
        return None
    found = _minutes(reader, named[0] % MIDNIGHT, named[1])
    # Midnight is the end of the day, half past midnight is of the day that begins.
    ends_the_day = named[0] == MIDNIGHT and found[0].hour == 0 and not found[0].minute
    return (replace(found[0], hour=MIDNIGHT), found[1]) if ends_the_day else found


def _digits(reader: Reader, at: int) -> tuple[Clock, int] | None:
    found = _DIGITS.fullmatch(reader.word(at))
    if not found:
        return None
    hour = int(found["hour"])
    half: Half | None = "am" if found["half"] == "am" else "pm" if found["half"] else None
    minute = found["minute"] or found["behind"]
    if minute:
        return Clock(hour=hour, minute=int(minute), half=half, marked=True), at + 1
    if found["point"]:
        # May as well be a number with decimals: a time only where that is usual, and if there is such a time.
        right = reader.known.bare_hours and hour < MIDNIGHT and int(found["point"]) < 60
        return (Clock(hour=hour, minute=int(found["point"]), half=half, marked=bool(half)), at + 1) if right else None
    if half:
        return Clock(hour=hour, half=half, marked=True), at + 1
    return _minutes(reader, hour, at + 1) if found["h"] else _hour(reader, hour, at + 1)


def _worded(reader: Reader, at: int) -> tuple[Clock, int] | None:
    found = reader.phrase(reader.known.numbers, at)
    return _hour(reader, found[0], found[1]) if found and reader.word(at) not in reader.known.articles else None


def _hour(reader: Reader, hour: int, at: int) -> tuple[Clock, int] | None:
    """A number: "o'clock" makes it an hour; or it may be one, if there is such an hour."""
    behind = reader.one_of(reader.known.o_clock, at)
    if behind is not None:
        return _minutes(reader, hour, behind)
    return (Clock(hour=hour), at) if hour < MIDNIGHT else None


def _minutes(reader: Reader, hour: int, at: int) -> tuple[Clock, int]:
    """Behind an hour that is one: perhaps minutes ("et demie", "moins dix", "30")."""
    behind = reader.phrase(reader.known.minutes_behind, at)
    if behind:
        return _shifted(hour, behind[0]), behind[1]
    minus = reader.one_of(reader.known.minus, at)
    fewer = reader.integer(minus) if minus is not None else None
    if fewer and 0 < fewer[0] < 60:
        return _shifted(hour, -fewer[0]), fewer[1]
    minutes = bare_minutes(reader, at)
    if minutes is not None:
        return Clock(hour=hour, minute=minutes, marked=True), at + 1
    return Clock(hour=hour, marked=True), at


def _past(reader: Reader, at: int) -> tuple[Clock, int] | None:
    """ "half past 7", "ten to 8"."""
    minutes = reader.phrase(reader.known.minutes_before, at) or _counted(reader, at)
    found = _plain(reader, minutes[1]) if minutes else None
    if not minutes or not found or found[0].minute:
        return None
    shifted = _shifted(found[0].hour, minutes[0])
    return replace(shifted, half=found[0].half), found[1]


def _counted(reader: Reader, at: int) -> tuple[int, int] | None:
    number = reader.integer(at)
    sign = reader.phrase(reader.known.past, number[1]) if number else None
    return (number[0] * sign[0], sign[1]) if number and sign and 0 < number[0] < 60 else None


def _shifted(hour: int, minutes: int) -> Clock:
    if hour == MIDNIGHT and minutes > 0:
        hour = 0
    total = hour * 60 + minutes
    hour, minute = divmod(total if total >= 0 else total + MIDNIGHT * 60, 60)
    return Clock(hour=hour, minute=minute, marked=True)
