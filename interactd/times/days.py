"""Days as people say them: "tomorrow", "next Monday", "on 24 December", "le 24/12", "in 3 days"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from interactd.times.reader import Reader
from interactd.times.vocabulary import Part

_DAY_OF_MONTH = re.compile(r"(?P<day>[0-9]{1,2})(?P<ordinal>st|nd|rd|th|er|eme|e)?")
_YEAR = re.compile(r"20[0-9]{2}")
_STROKES = re.compile(r"(?P<a>[0-9]{1,2})/(?P<b>[0-9]{1,2})(?:/(?P<year>(?:20)?[0-9]{2}))?")
_ISO = re.compile(r"(?P<year>20[0-9]{2})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day as it was said, which may be one that does not exist: so many from today; or a day of the week (0 is
    Monday), perhaps `never_today` ("next Monday"); or a date, whose month and year may be left out, with its day of the
    week or not.
    """

    offset: int | None = None
    weekday: int | None = None
    never_today: bool = False
    day: int | None = None
    month: int | None = None
    year: int | None = None
    part: Part | None = None


def day(reader: Reader, at: int) -> tuple[Day, int] | None:
    """The day that stands here, with the part of it if that is said too."""
    found = _near(reader, at) or _ahead(reader, at) or _weekday(reader, at) or _date(reader, at)
    part = reader.phrase(reader.known.parts_of_day, found[1]) if found else None
    return (replace(found[0], part=part[0]), part[1]) if found and part else found


def _near(reader: Reader, at: int) -> tuple[Day, int] | None:
    found = reader.phrase(reader.known.days, at)
    return (Day(offset=found[0][0], part=found[0][1]), found[1]) if found else None


def _ahead(reader: Reader, at: int) -> tuple[Day, int] | None:
    """ "in 3 days"."""
    start = reader.one_of(reader.known.delay, at)
    number = reader.integer(start) if start is not None else None
    days = reader.known.calendar.get(reader.word(number[1])) if number else None
    return (Day(offset=number[0] * days), number[1] + 1) if number and days else None


def _weekday(reader: Reader, at: int) -> tuple[Day, int] | None:
    on = reader.phrase(reader.known.on, at)
    named = reader.phrase(reader.known.weekdays, on[1] if on else at)
    if not named:
        return None
    date = _date(reader, named[1])
    if date:
        return replace(date[0], weekday=named[0]), date[1]
    behind = reader.one_of(reader.known.next, named[1])
    never_today = behind is not None or bool(on and on[0])
    return Day(weekday=named[0], never_today=never_today), named[1] if behind is None else behind


def _date(reader: Reader, at: int) -> tuple[Day, int] | None:
    on = reader.phrase(reader.known.on, at)
    start = on[1] if on else at
    return (
        _numeric(reader, start)
        or _day_and_month(reader, start)
        or _month_and_day(reader, start)
        or (_day_alone(reader, start) if on else None)
    )


def _numeric(reader: Reader, at: int) -> tuple[Day, int] | None:
    iso = _ISO.fullmatch(reader.word(at))
    if iso:
        return Day(year=int(iso["year"]), month=int(iso["month"]), day=int(iso["day"])), at + 1
    found = _STROKES.fullmatch(reader.word(at))
    if not found:
        return None
    day_, month = int(found["a"]), int(found["b"])
    if not reader.known.day_first and day_ <= 12 and day_ != month:
        if month <= 12:
            return None
        day_, month = month, day_
    return Day(day=day_, month=month, year=2000 + int(found["year"]) % 100 if found["year"] else None), at + 1


def _day_and_month(reader: Reader, at: int) -> tuple[Day, int] | None:
    number = _day_of_month(reader, at)
    if not number:
        return None
    of = reader.one_of(reader.known.of, number[1])
    month = reader.phrase(reader.known.months, number[1] if of is None else of)
    return _with_year(reader, number[0], month[0], month[1]) if month else None


def _month_and_day(reader: Reader, at: int) -> tuple[Day, int] | None:
    """ "December 24th"."""
    month = reader.phrase(reader.known.months, at)
    number = _day_of_month(reader, month[1]) if month else None
    return _with_year(reader, number[0], month[0], number[1]) if month and number else None


def _day_alone(reader: Reader, at: int) -> tuple[Day, int] | None:
    """ "on the 24th", "le 24"."""
    found = _DAY_OF_MONTH.fullmatch(reader.word(at))
    # In English only an ordinal is a day: "turn on 2 at 7" has none.
    said = found and (found["ordinal"] or reader.known.day_first)
    return (Day(day=int(found["day"])), at + 1) if found and said else None


def _day_of_month(reader: Reader, at: int) -> tuple[int, int] | None:
    first = reader.one_of(reader.known.first, at)
    if first is not None:
        return 1, first
    found = _DAY_OF_MONTH.fullmatch(reader.word(at))
    return (int(found["day"]), at + 1) if found else None


def _with_year(reader: Reader, number: int, month: int, at: int) -> tuple[Day, int]:
    written = _YEAR.fullmatch(reader.word(at))
    return Day(day=number, month=month, year=int(written[0]) if written else None), at + 1 if written else at
