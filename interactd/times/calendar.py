"""What was said -> the moment it means, seen from a moment and a time zone; or why there is none.

A time of day is local, whatever the clocks do until then; a delay is counted in seconds, its days in local days. When
the clocks go back an hour comes twice: the first one that is still ahead is meant. When they go forward one is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal

from interactd.times.clocks import MIDNIGHT, Clock
from interactd.times.days import Day
from interactd.times.durations import DAY_S, Duration
from interactd.times.expressions import Appointment
from interactd.times.vocabulary import Part

Trouble = Literal["time_wrong", "time_now", "time_passed", "time_too_far", "time_skipped", "time_repeated"]
"""Why a time cannot be: the phrase (`smsbus.phrases`) that tells the sender."""

FURTHEST_S = 366 * DAY_S

RECENT = timedelta(days=183)
"""A date without year that passed less long ago is a mistake, an older one means next year."""

_MOST_DAYS = FURTHEST_S // DAY_S + 1


def moment(said: Duration | Appointment, now: float, zone: tzinfo) -> float | Trouble:
    """UTC epoch seconds, later than `now` by at most `FURTHEST_S`."""
    found = _after(said, now, zone) if isinstance(said, Duration) else _next(said, now, zone)
    if isinstance(found, float) and found - now > FURTHEST_S:
        return "time_too_far"
    return found


def _after(delay: Duration, now: float, zone: tzinfo) -> float | Trouble:
    if not delay.days and not delay.seconds:
        return "time_now"
    if delay.days > _MOST_DAYS or delay.seconds > FURTHEST_S:
        return "time_too_far"
    if not delay.days:
        return now + delay.seconds
    local = datetime.fromtimestamp(now, zone)
    # Where the clocks skip that time of day, this is as long after the gap as it was meant to be after its beginning.
    later = local.replace(tzinfo=None, fold=0) + timedelta(days=delay.days)
    return later.replace(tzinfo=zone, fold=local.fold).timestamp() + delay.seconds


def _next(appointment: Appointment, now: float, zone: tzinfo) -> float | Trouble:
    hour = _hour(appointment.clock, appointment.day)
    if hour is None:
        return "time_wrong"
    local = datetime.fromtimestamp(now, zone).replace(tzinfo=None, fold=0)
    trouble: Trouble = "time_wrong"
    for day in _days(appointment.day, hour, local):
        wanted = datetime.combine(day, time()) + timedelta(hours=hour, minutes=appointment.clock.minute)
        instants = _instants(wanted, zone)
        ahead = [instant for instant in instants if instant > now]
        if ahead:
            return min(ahead)
        if not instants and wanted > local:
            return "time_skipped"
        trouble = "time_passed"
    return trouble


def _instants(wanted: datetime, zone: tzinfo) -> set[float]:
    """When the clocks of `zone` show `wanted`: once, twice or never."""
    shown = [wanted.replace(tzinfo=zone, fold=fold).timestamp() for fold in (0, 1)]
    return {at for at in shown if datetime.fromtimestamp(at, zone).replace(tzinfo=None, fold=0) == wanted}


def _days(day: Day | None, hour: int, local: datetime) -> Iterator[date]:
    """The days that may be meant, the nearest first. One that does not exist is none."""
    today = local.date()
    if day is None:
        yield from (today, today + timedelta(days=1))
    elif day.offset is not None:
        if day.offset == 0 and hour >= MIDNIGHT:
            # "tonight at 1" said at half past midnight: the night has begun yesterday.
            yield today - timedelta(days=1)
        yield today + timedelta(days=min(day.offset, _MOST_DAYS))
    elif day.day is not None:
        dates = _dates(day.day, day, local)
        yield from (found for found in dates if day.weekday is None or found.weekday() == day.weekday)
    elif day.weekday is not None:
        first = today + timedelta(days=(day.weekday - today.weekday()) % 7)
        yield from (
            first + timedelta(days=days) for days in (0, 7) if not (day.never_today and first == today and not days)
        )


def _dates(number: int, day: Day, local: datetime) -> Iterator[date]:
    if day.year is not None and day.month is not None:
        yield from _date(day.year, day.month, number)
    elif day.month is not None:
        for year in (local.year, local.year + 1):
            found = list(_date(year, day.month, number))
            yield from found
            if any(timedelta() <= local - datetime.combine(date_, time()) < RECENT for date_ in found):
                return
    else:
        for months in range(13):
            years, month = divmod(local.month - 1 + months, 12)
            yield from _date(local.year + years, month + 1, number)


def _date(year: int, month: int, number: int) -> Iterator[date]:
    try:
        yield date(year, month, number)
    except ValueError:
        return


def _hour(clock: Clock, day: Day | None) -> int | None:
    """Hours since the day began, beyond 23 for a night that ends on the next; None if there is no such time."""
    hour = clock.hour
    if clock.minute > 59 or hour > MIDNIGHT or (hour == MIDNIGHT and clock.minute):
        return None
    if clock.half == "am" and hour > 12:
        return None
    if clock.half and hour <= 12:
        hour = hour % 12 + (12 if clock.half == "pm" else 0)
    if clock.part:
        return _in_part(clock.part, hour, said_half=bool(clock.half), of_a_day=False)
    if day and day.part:
        return _in_part(day.part, hour, said_half=bool(clock.half), of_a_day=True)
    return hour


def _in_part(part: Part, hour: int, *, said_half: bool, of_a_day: bool) -> int | None:
    """The hour that "in the evening" means. Only the night "of a day" goes on behind midnight."""
    later = 0 if said_half else 12
    next_day = MIDNIGHT if of_a_day else 0
    match part:
        case "morning":
            meant = {early: early for early in range(13)}
        case "afternoon":
            meant = {12: 12} | {early: early + later for early in range(1, 7)} | {late: late for late in range(13, 20)}
        case "evening":
            meant = {early: early + next_day for early in range(4)} | {early: early + later for early in range(4, 12)}
            meant |= {late: late for late in range(16, 24)} | {MIDNIGHT: MIDNIGHT}
            meant |= {} if said_half else {12: MIDNIGHT}
        case "night":
            meant = {early: early + next_day for early in range(6)} | {early: early + later for early in range(6, 12)}
            meant |= {late: late for late in range(18, 24)} | {MIDNIGHT: MIDNIGHT}
            meant |= {} if said_half else {12: next_day}
    found = meant.get(hour)
    # With "am" or "pm" nothing was added: what is left must be in that part by itself.
    wrong = said_half and part in ("evening", "night", "afternoon") and 5 < hour < 12
    return None if wrong or (said_half and part == "afternoon" and hour < 12) else found
