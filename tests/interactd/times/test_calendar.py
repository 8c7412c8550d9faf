"""The calendar: changes of the clocks, ends of months and years, leap days, what cannot be."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from interactd.times.calendar import moment
from interactd.times.clocks import Clock
from interactd.times.days import Day
from interactd.times.durations import Duration
from interactd.times.expressions import Appointment

PARIS = ZoneInfo("Europe/Paris")


def epoch(written: str) -> float:
    """ "2026-03-29 01:30", with "+0200" where the clocks show it twice."""
    if "+" in written:
        return datetime.strptime(written, "%Y-%m-%d %H:%M%z").timestamp()
    return datetime.strptime(written, "%Y-%m-%d %H:%M").replace(tzinfo=PARIS).timestamp()


def at(hour: int, minute: int = 0, day: Day | None = None) -> Appointment:
    return Appointment(clock=Clock(hour=hour, minute=minute), day=day)


@pytest.mark.parametrize(
    ("now", "said", "meant"),
    [
        # Clocks forward on 29 March 2026, 02:00 -> 03:00.
        ("2026-03-28 20:00", at(7, day=Day(offset=1)), "2026-03-29 07:00"),
        ("2026-03-28 20:00", at(7), "2026-03-29 07:00"),
        ("2026-03-29 01:30", Duration(seconds=3600), "2026-03-29 03:30"),
        ("2026-03-29 01:55", Duration(seconds=600), "2026-03-29 03:05"),
        ("2026-03-28 12:00", Duration(days=1), "2026-03-29 12:00"),
        ("2026-03-28 02:30", Duration(days=1), "2026-03-29 03:30"),
        ("2026-03-29 03:10", at(2, 30), "2026-03-30 02:30"),
        # Clocks back on 25 October 2026, 03:00 -> 02:00.
        ("2026-10-24 20:00", at(7, day=Day(offset=1)), "2026-10-25 07:00"),
        ("2026-10-24 20:00", at(2, 30), "2026-10-25 02:30+0200"),
        ("2026-10-25 02:40+0200", at(2, 30), "2026-10-25 02:30+0100"),
        ("2026-10-25 02:40+0100", at(2, 50), "2026-10-25 02:50+0100"),
        ("2026-10-25 02:55+0100", at(2, 50), "2026-10-26 02:50"),
        ("2026-10-25 02:40+0200", Duration(seconds=3600), "2026-10-25 02:40+0100"),
        ("2026-10-24 12:00", Duration(days=1), "2026-10-25 12:00"),
        # Ends of months and years, leap days.
        ("2026-11-30 20:00", at(7), "2026-12-01 07:00"),
        ("2026-12-31 20:00", at(7, day=Day(offset=1)), "2027-01-01 07:00"),
        ("2026-12-31 23:55", Duration(seconds=600), "2027-01-01 00:05"),
        ("2026-12-28 12:00", at(7, day=Day(day=2, month=1)), "2027-01-02 07:00"),
        ("2026-12-30 12:00", at(7, day=Day(weekday=4)), "2027-01-01 07:00"),
        ("2028-02-28 20:00", at(7, day=Day(offset=1)), "2028-02-29 07:00"),
        ("2027-02-28 20:00", at(7, day=Day(offset=1)), "2027-03-01 07:00"),
        ("2027-11-01 12:00", at(7, day=Day(day=29, month=2)), "2028-02-29 07:00"),
        ("2028-02-28 12:00", Duration(days=1), "2028-02-29 12:00"),
        ("2026-01-31 12:00", at(7, day=Day(day=31)), "2026-03-31 07:00"),
        ("2026-11-30 07:00", at(7), "2026-12-01 07:00"),
        ("2026-11-30 06:59", at(7), "2026-11-30 07:00"),
        # Days of the week: today if it is still ahead, unless it is the next one.
        ("2026-11-30 06:00", at(7, day=Day(weekday=0)), "2026-11-30 07:00"),
        ("2026-11-30 08:00", at(7, day=Day(weekday=0)), "2026-12-07 07:00"),
        ("2026-11-30 06:00", at(7, day=Day(weekday=0, never_today=True)), "2026-12-07 07:00"),
        # Midnight is the end of a day; a night goes on behind it.
        ("2026-11-30 20:00", at(24), "2026-12-01 00:00"),
        ("2026-11-30 20:00", at(24, day=Day(offset=1)), "2026-12-02 00:00"),
        ("2026-11-30 20:00", at(1, day=Day(offset=0, part="night")), "2026-12-01 01:00"),
        ("2026-12-01 00:30", at(1, day=Day(offset=0, part="night")), "2026-12-01 01:00"),
        ("2026-11-30 20:00", at(12, day=Day(offset=0, part="night")), "2026-12-01 00:00"),
        ("2026-11-30 12:00", at(8, day=Day(offset=0, part="evening")), "2026-11-30 20:00"),
        ("2026-11-30 12:00", at(20, day=Day(offset=0, part="evening")), "2026-11-30 20:00"),
        ("2026-11-30 12:00", at(3, day=Day(offset=1, part="afternoon")), "2026-12-01 15:00"),
        ("2026-11-30 12:00", Appointment(clock=Clock(hour=12, half="am")), "2026-12-01 00:00"),
        ("2026-11-30 11:00", Appointment(clock=Clock(hour=12, half="pm")), "2026-11-30 12:00"),
        ("2026-11-30 12:00", Appointment(clock=Clock(hour=17, half="pm")), "2026-11-30 17:00"),
        ("2026-11-30 12:00", Appointment(clock=Clock(hour=2, part="night")), "2026-12-01 02:00"),
        ("2026-11-30 12:00", Duration(days=366), "2027-12-01 12:00"),
    ],
)
def test_the_moment_that_is_meant(now: str, said: Duration | Appointment, meant: str) -> None:
    assert moment(said, epoch(now), PARIS) == epoch(meant)


@pytest.mark.parametrize(
    ("now", "said", "trouble"),
    [
        ("2026-11-30 12:00", at(25, 70), "time_wrong"),
        ("2026-11-30 12:00", at(7, 60), "time_wrong"),
        ("2026-11-30 12:00", at(24, 1), "time_wrong"),
        ("2026-11-30 12:00", Appointment(clock=Clock(hour=17, half="am")), "time_wrong"),
        ("2026-11-30 12:00", at(15, day=Day(offset=1, part="morning")), "time_wrong"),
        (
            "2026-11-30 12:00",
            Appointment(clock=Clock(hour=1, half="pm"), day=Day(offset=0, part="night")),
            "time_wrong",
        ),
        ("2026-11-30 12:00", at(7, day=Day(day=31, month=2)), "time_wrong"),
        ("2026-11-30 12:00", at(7, day=Day(day=32)), "time_wrong"),
        ("2026-11-30 12:00", at(7, day=Day(day=1, month=13)), "time_wrong"),
        ("2026-11-30 12:00", at(7, day=Day(day=24, month=12, year=2026, weekday=0)), "time_wrong"),
        ("2026-11-30 12:00", Duration(), "time_now"),
        ("2026-11-30 12:00", at(7, day=Day(offset=0)), "time_passed"),
        ("2026-11-30 21:00", at(8, day=Day(offset=0, part="evening")), "time_passed"),
        ("2026-11-30 12:00", at(7, day=Day(day=24, month=11)), "time_passed"),
        ("2026-11-30 12:00", at(7, day=Day(day=30, month=11)), "time_passed"),
        ("2026-11-30 12:00", at(7, day=Day(day=24, month=12, year=2025)), "time_passed"),
        ("2026-11-30 12:00", at(7, day=Day(day=24, month=12, year=2028)), "time_too_far"),
        ("2026-11-30 12:00", at(7, day=Day(offset=10**9)), "time_too_far"),
        ("2026-11-30 12:00", Duration(days=367), "time_too_far"),
        ("2026-11-30 12:00", Duration(seconds=10**15), "time_too_far"),
        ("2026-11-30 12:00", Duration(days=10**15), "time_too_far"),
        ("2026-03-28 20:00", at(2, 30), "time_skipped"),
        ("2026-03-29 01:30", at(2, 30), "time_skipped"),
        ("2026-03-20 20:00", at(2, 0, day=Day(day=29, month=3)), "time_skipped"),
    ],
)
def test_why_there_is_no_such_moment(now: str, said: Duration | Appointment, trouble: str) -> None:
    assert moment(said, epoch(now), PARIS) == trouble
