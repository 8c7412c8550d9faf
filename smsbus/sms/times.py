"""Moments and durations in TPDUs: TP-SCTS and TP-DT, TP-VP in its three forms (3GPP TS 23.040 §9.2.3.11 to §9.2.3.13).

A time stamp has two digits for the year: 90 to 99 are 1990 to 1999, 00 to 89 are 2000 to 2089 (GSM began in 1991). The
last octet is the zone, in quarters of an hour east of Greenwich.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from .errors import EncodeError

_SECOND: Final = timedelta(seconds=1)
_QUARTER: Final = timedelta(minutes=15)
_FIVE_MINUTES: Final = timedelta(minutes=5)
_HALF_HOUR: Final = timedelta(minutes=30)
_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(weeks=1)

# Semi-octets, low half first, as a table for bytes.translate, which reads all of a time stamp at once.
_NO_NUMBER: Final = 0xFF
_NUMBERS: Final = bytes(
    (octet & 15) * 10 + (octet >> 4) if octet & 15 < 10 and octet >> 4 < 10 else _NO_NUMBER for octet in range(256)
)


def _zone(octet: int) -> timezone | None:
    # §9.2.3.11: bit 3 is the sign of the zone; mask it before reading the digits.
    quarters = _NUMBERS[octet & 0xF7]
    return None if quarters == _NO_NUMBER else timezone(quarters * (-_QUARTER if octet & 8 else _QUARTER))


_ZONES: Final = tuple(_zone(octet) for octet in range(256))


@dataclass(frozen=True, slots=True, kw_only=True)
class EnhancedValidity:
    """TP-VP in the enhanced format (§9.2.3.12.3). `single_shot`: one attempt; `duration` None: as the centre pleases.

    `octets` are the seven as they stand in the TPDU; `of` makes one from the other two.
    """

    duration: timedelta | None
    single_shot: bool
    octets: bytes

    @classmethod
    def of(cls, duration: timedelta | None, *, single_shot: bool = False) -> "EnhancedValidity":
        """The shortest validity of at least `duration` that can be said: to the second below 100 hours.

        EncodeError for one of nothing or of more than 63 weeks.
        """
        said, value = _enhanced(duration)
        functionality = bytes((said | (0x40 if single_shot else 0),))
        return read_enhanced((functionality + value).ljust(7, b"\0"), [])


Validity = timedelta | datetime | EnhancedValidity


def read_moment(pdu: bytes, position: int, field: str, warnings: list[str]) -> datetime | None:
    """The seven octets of a time stamp, aware in the zone they name; None and a warning where they are no date."""
    year, month, day, hour, minute, second, _ = pdu[position : position + 7].translate(_NUMBERS)
    zone = _ZONES[pdu[position + 6]]
    if zone is not None and year != _NO_NUMBER:
        try:
            return datetime(year + (1900 if year >= 90 else 2000), month, day, hour, minute, second, 0, zone)
        except ValueError:
            # What the digits say is not on the calendar; said below, as for digits that are none.
            zone = None
    warnings.append(f"{field}: {pdu[position : position + 7].hex().upper()} is not a date and time")
    return None


def write_moment(moment: datetime | None, field: str) -> bytes:
    """Seven octets; None becomes seven zero octets, which no receiver takes for a date. EncodeError for a naive moment.

    A zone that is not a number of quarters of an hour is written in UTC. Fractions of a second are dropped.
    """
    if moment is None:
        return bytes(7)
    offset = moment.utcoffset()
    if offset is None:
        raise EncodeError(field, "a moment without a time zone")
    if 1 < moment.year < 9999 and (offset % _QUARTER or abs(offset) >= 80 * _QUARTER):
        moment, offset = moment.astimezone(UTC), timedelta()
    if not 1990 <= moment.year < 2090:
        raise EncodeError(field, f"the year {moment.year} is outside 1990 to 2089")
    quarters = abs(offset) // _QUARTER
    parts = (moment.year % 100, moment.month, moment.day, moment.hour, moment.minute, moment.second, quarters)
    octets = bytearray(part % 10 << 4 | part // 10 for part in parts)
    if offset < timedelta():
        octets[6] |= 8
    return bytes(octets)


def read_relative(octet: int) -> timedelta:
    """TP-VP in the relative format (§9.2.3.12.1): 5 minutes to 63 weeks."""
    if octet < 144:
        return (octet + 1) * _FIVE_MINUTES
    if octet < 168:
        return 12 * _HOUR + (octet - 143) * _HALF_HOUR
    if octet < 197:
        return (octet - 166) * _DAY
    return (octet - 192) * _WEEK


def write_relative(duration: timedelta) -> int:
    """The shortest relative validity that is at least `duration`; EncodeError for none and for more than 63 weeks."""
    if not timedelta() < duration <= 63 * _WEEK:
        raise EncodeError("vp", "a validity is more than nothing and at most 63 weeks")
    if duration <= 12 * _HOUR:
        return -(-duration // _FIVE_MINUTES) - 1
    if duration <= 24 * _HOUR:
        return 143 - (12 * _HOUR - duration) // _HALF_HOUR
    if duration <= 30 * _DAY:
        return 166 - (-duration // _DAY)
    # 30 days and 5 weeks meet here: nothing between them can be said shorter than 5 weeks.
    return max(197, 192 - (-duration // _WEEK))


def _enhanced(duration: timedelta | None) -> tuple[int, bytes]:
    """Bits 2 to 0 of the functionality octet, and the octets behind it."""
    if duration is None:
        return 0, b""
    seconds = -(-duration // _SECOND)
    if 0 < seconds < 256:
        return 2, bytes((seconds,))
    if 0 < seconds < 100 * 3600:
        parts = (seconds // 3600, seconds // 60 % 60, seconds % 60)
        return 3, bytes(part % 10 << 4 | part // 10 for part in parts)
    return 1, bytes((write_relative(duration),))


def read_enhanced(octets: bytes, warnings: list[str]) -> EnhancedValidity:
    """TP-VP in the enhanced format, seven octets; the reserved forms mean "no validity given"."""
    functionality = octets[0]
    # Bit 7 announces a second functionality octet, of which nothing is defined but its place.
    at = 2 if functionality & 0x80 else 1
    duration: timedelta | None = None
    match functionality & 7:
        case 0:
            duration = None
        case 1:
            duration = read_relative(octets[at])
        case 2 if octets[at]:
            duration = timedelta(seconds=octets[at])
        case 3 if _NO_NUMBER not in (hms := octets[at : at + 3].translate(_NUMBERS)):
            duration = timedelta(hours=hms[0], minutes=hms[1], seconds=hms[2])
        case _:
            warnings.append(f"vp: reserved enhanced validity {octets.hex().upper()}")
    return EnhancedValidity(duration=duration, single_shot=bool(functionality & 0x40), octets=octets)
