"""Durations: how long the words say."""

import pytest

from interactd.times.durations import Duration, bare_minutes, duration
from interactd.times.reader import Reader
from interactd.times.vocabulary import ENGLISH, FRENCH, Vocabulary


@pytest.mark.parametrize(
    ("known", "text", "seconds"),
    [
        (ENGLISH, "10 minutes", 600),
        (ENGLISH, "ten min", 600),
        (ENGLISH, "90min", 5400),
        (ENGLISH, "45 seconds", 45),
        (ENGLISH, "2h", 7200),
        (ENGLISH, "2h30", 9000),
        (ENGLISH, "1h30m", 5400),
        (ENGLISH, "1 hour 30", 5400),
        (ENGLISH, "1 hour and 15 minutes", 4500),
        (ENGLISH, "an hour and a half", 5400),
        (ENGLISH, "one and a half hours", 5400),
        (ENGLISH, "1.5 hours", 5400),
        (ENGLISH, "half an hour", 1800),
        (ENGLISH, "a quarter of an hour", 900),
        (ENGLISH, "1 hour 2 minutes 3 seconds", 3723),
        (FRENCH, "une heure et demie", 5400),
        (FRENCH, "2 heures et quart", 8100),
        (FRENCH, "2 h 05", 7500),
        (FRENCH, "2h30", 9000),
        (FRENCH, "1,5 heure", 5400),
        (FRENCH, "un quart d heure", 900),
        (FRENCH, "trois quarts d heure", 2700),
        (FRENCH, "une demi heure", 1800),
        (FRENCH, "une minute et demie", 90),
    ],
)
def test_seconds(known: Vocabulary, text: str, seconds: int) -> None:
    words = text.split()
    assert duration(Reader(words=words, known=known), 0) == (Duration(seconds=seconds), len(words))


def test_whole_days_are_days_of_a_calendar_and_parts_of_days_are_hours() -> None:
    assert duration(Reader(words=["2", "weeks", "and", "3", "hours"], known=ENGLISH), 0) == (
        Duration(days=14, seconds=10800),
        5,
    )
    assert duration(Reader(words=["a", "day", "and", "a", "half"], known=ENGLISH), 0) == (
        Duration(seconds=36 * 3600),
        5,
    )
    assert duration(Reader(words=["24", "hours"], known=ENGLISH), 0) == (Duration(seconds=86400), 2)


@pytest.mark.parametrize("text", ["", "10", "2 rooms", "a moment", "minutes", "h", "10x", "10min30"])
def test_what_is_no_duration(text: str) -> None:
    assert duration(Reader(words=text.split(), known=ENGLISH), 0) is None


def test_what_follows_is_left() -> None:
    assert duration(Reader(words=["10", "minutes", "20", "lights"], known=ENGLISH), 0) == (Duration(seconds=600), 2)


def test_two_digits_are_minutes_unless_they_have_a_unit() -> None:
    assert bare_minutes(Reader(words=["30"], known=ENGLISH), 0) == 30
    assert bare_minutes(Reader(words=["30", "minutes"], known=ENGLISH), 0) is None
    assert bare_minutes(Reader(words=["60"], known=ENGLISH), 0) is None
