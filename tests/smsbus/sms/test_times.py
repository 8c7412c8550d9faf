"""Moments and validities: rows from recorded messages and from the tables of 23.040."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsbus.sms import times
from smsbus.sms.errors import EncodeError
from smsbus.sms.times import EnhancedValidity


def zone(hours: float) -> timezone:
    return timezone(timedelta(hours=hours))


@pytest.mark.parametrize(
    ("octets", "moment"),
    [
        ("62304190623540", datetime(2026, 3, 14, 9, 26, 53, tzinfo=zone(1))),
        ("6230419062350A", datetime(2026, 3, 14, 9, 26, 53, tzinfo=zone(-5))),
        ("7020026195702B", datetime(2007, 2, 20, 16, 59, 7, tzinfo=zone(-8))),
        ("10101032959532", datetime(2001, 1, 1, 23, 59, 59, tzinfo=zone(5.75))),
        ("98213132959500", datetime(2089, 12, 13, 23, 59, 59, tzinfo=UTC)),
        ("09101000000000", datetime(1990, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_time_stamp_is_read_and_written(octets: str, moment: datetime) -> None:
    warnings: list[str] = []
    assert times.read_moment(bytes.fromhex(octets), 0, "scts", warnings) == moment
    assert warnings == []
    assert times.write_moment(moment, "scts").hex().upper() == octets


@pytest.mark.parametrize(
    "octets",
    ["00000000000000", "FFFFFFFFFFFFFF", "62314190623540", "62304142623540", "623041906235F7", "A2304190623540"],
)
def test_what_is_no_date_is_none_and_a_warning(octets: str) -> None:
    warnings: list[str] = []
    assert times.read_moment(bytes.fromhex(octets), 0, "scts", warnings) is None
    assert len(warnings) == 1


def test_a_zone_that_is_no_number_of_quarters_is_written_in_utc() -> None:
    odd = datetime(2026, 3, 14, 9, 26, 53, tzinfo=timezone(timedelta(minutes=7)))
    assert times.write_moment(odd, "scts").hex() == "62304190913500"


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 3, 14),  # noqa: DTZ001 - a naive moment is the point
        datetime(1989, 12, 31, tzinfo=UTC),
        datetime(2090, 1, 1, tzinfo=UTC),
        datetime.min.replace(tzinfo=timezone(timedelta(minutes=7))),
        datetime.max.replace(tzinfo=timezone(timedelta(minutes=-7))),
    ],
)
def test_a_moment_without_zone_or_outside_the_window_is_refused(moment: datetime) -> None:
    with pytest.raises(EncodeError):
        times.write_moment(moment, "vp")


@pytest.mark.parametrize(
    ("octet", "duration"),
    [
        (0, timedelta(minutes=5)),
        (143, timedelta(hours=12)),
        (144, timedelta(hours=12, minutes=30)),
        (167, timedelta(hours=24)),
        (168, timedelta(days=2)),
        (196, timedelta(days=30)),
        (197, timedelta(weeks=5)),
        (255, timedelta(weeks=63)),
    ],
)
def test_a_relative_validity_has_four_scales(octet: int, duration: timedelta) -> None:
    assert times.read_relative(octet) == duration
    assert times.write_relative(duration) == octet


@given(st.timedeltas(timedelta(microseconds=1), timedelta(weeks=63)))
def test_a_duration_is_rounded_up_to_the_next_validity(duration: timedelta) -> None:
    octet = times.write_relative(duration)
    assert times.read_relative(octet) >= duration
    assert octet == 0 or times.read_relative(octet - 1) < duration


@pytest.mark.parametrize(
    ("octets", "duration", "single_shot", "warned"),
    [
        ("00000000000000", None, False, False),
        ("01A80000000000", timedelta(days=2), False, False),
        ("02030000000000", timedelta(seconds=3), False, False),
        ("42030000000000", timedelta(seconds=3), True, False),
        ("03213254000000", timedelta(hours=12, minutes=23, seconds=45), False, False),
        ("82000300000000", timedelta(seconds=3), False, False),
        ("02000000000000", None, False, True),
        ("03FFFFFF000000", None, False, True),
        ("07000000000000", None, False, True),
    ],
)
def test_an_enhanced_validity_says_how_long_and_whether_once(
    octets: str, duration: timedelta | None, single_shot: bool, warned: bool
) -> None:
    warnings: list[str] = []
    found = times.read_enhanced(bytes.fromhex(octets), warnings)
    assert (found.duration, found.single_shot, bool(warnings)) == (duration, single_shot, warned)
    assert found.octets.hex().upper() == octets


@pytest.mark.parametrize(
    ("duration", "single_shot", "octets"),
    [
        (None, False, "00000000000000"),
        (None, True, "40000000000000"),
        (timedelta(seconds=3), True, "42030000000000"),
        (timedelta(seconds=2.5), False, "02030000000000"),
        (timedelta(seconds=256), False, "03004061000000"),
        (timedelta(hours=99, minutes=59, seconds=59), False, "03999595000000"),
        (timedelta(hours=100), False, "01AB0000000000"),
        (timedelta(weeks=63), False, "01FF0000000000"),
    ],
)
def test_an_enhanced_validity_is_made_of_a_duration(duration: timedelta | None, single_shot: bool, octets: str) -> None:
    validity = EnhancedValidity.of(duration, single_shot=single_shot)
    assert validity.octets.hex().upper() == octets
    assert times.read_enhanced(validity.octets, []) == validity


@given(st.timedeltas(timedelta(microseconds=1), timedelta(weeks=63)))
def test_an_enhanced_validity_is_never_shorter_than_asked_for(duration: timedelta) -> None:
    found = EnhancedValidity.of(duration).duration
    assert found is not None
    assert found >= duration


@pytest.mark.parametrize("duration", [timedelta(), timedelta(seconds=-1), timedelta(weeks=64)])
def test_an_enhanced_validity_of_nothing_or_too_much_is_refused(duration: timedelta) -> None:
    with pytest.raises(EncodeError):
        EnhancedValidity.of(duration)
