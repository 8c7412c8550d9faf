"""Moments and lengths of time as words for a correspondent."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from smsbus.phrases import Language

_WEEKDAYS: dict[Language, str] = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
}
_MONTHS: dict[Language, str] = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
_UNITS: dict[Language, dict[str, str]] = {
    "en": {"day": "day", "hour": "hour", "minute": "minute", "second": "second"},
    "fr": {"day": "jour", "hour": "heure", "minute": "minute", "second": "seconde"},
}


def moment(at: float, now: float, zone: tzinfo, language: Language) -> str:
    """A moment as seen from `now`, both in UTC epoch seconds: "at 17:42", "tomorrow at 07:00"."""
    then, today = (datetime.fromtimestamp(seconds, zone) for seconds in (at, now))
    return f"{_date(then, today, language)}{'at' if language == 'en' else 'à'} {then:%H:%M}"


def length(seconds: int, language: Language) -> str:
    """In the two largest units, rounded: "1 hour 5 minutes"."""
    if seconds < 60:
        return _count(seconds, "second", language)
    hours, minutes = divmod((seconds + 30) // 60, 60)
    if hours < 48:
        pieces = [(hours, "hour"), (minutes, "minute")]
    else:
        days, hours = divmod(hours, 24)
        pieces = [(days, "day"), (hours, "hour")]
    return " ".join(_count(number, unit, language) for number, unit in pieces if number)


def age(seconds: float, language: Language) -> str:
    """How old something is, in whole units of the largest one that fits, never less than a minute: "2 hours"."""
    for unit, unit_s in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= unit_s:
            return _count(int(seconds // unit_s), unit, language)
    return _count(1, "minute", language)


def _date(then: datetime, today: datetime, language: Language) -> str:
    """With a blank behind it; nothing for today."""
    days = (then.date() - today.date()).days
    if not days:
        return ""
    if days == 1:
        return "tomorrow " if language == "en" else "demain "
    number = "1er" if language == "fr" and then.day == 1 else str(then.day)
    # The further date has its year, since a date without one is the nearest.
    year = f" {then.year}" if abs(then - today) >= timedelta(days=180) else ""
    weekday, month = _WEEKDAYS[language].split()[then.weekday()], _MONTHS[language].split()[then.month - 1]
    name = f"{weekday} {number} {month}{year} "
    return f"on {name}" if language == "en" else f"le {name}"


def _count(number: int, unit: str, language: Language) -> str:
    word = _UNITS[language][unit]
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
