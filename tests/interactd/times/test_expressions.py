"""Expressions: delays, and times of day with their day in either order."""

import pytest

from interactd.times.clocks import Clock
from interactd.times.days import Day
from interactd.times.durations import Duration
from interactd.times.expressions import Appointment, expressions
from interactd.times.reader import Reader
from interactd.times.vocabulary import ENGLISH, FRENCH, Vocabulary

SEVEN_H = Clock(hour=7, marked=True)


@pytest.mark.parametrize(
    ("known", "text", "said"),
    [
        (ENGLISH, "in 10 minutes", Duration(seconds=600)),
        (ENGLISH, "in 10 minutes time", Duration(seconds=600)),
        (ENGLISH, "10 minutes from now", Duration(seconds=600)),
        (FRENCH, "dans 10 minutes", Duration(seconds=600)),
        (ENGLISH, "at 7", Appointment(clock=Clock(hour=7))),
        (ENGLISH, "tomorrow at 7", Appointment(clock=Clock(hour=7), day=Day(offset=1))),
        (ENGLISH, "at 7 tomorrow", Appointment(clock=Clock(hour=7), day=Day(offset=1))),
        (ENGLISH, "tomorrow 7h", Appointment(clock=SEVEN_H, day=Day(offset=1))),
        (FRENCH, "a 7h lundi", Appointment(clock=SEVEN_H, day=Day(weekday=0))),
        (FRENCH, "lundi a 7h", Appointment(clock=SEVEN_H, day=Day(weekday=0))),
        (ENGLISH, "in 2 days at 7", Appointment(clock=Clock(hour=7), day=Day(offset=2))),
    ],
)
def test_the_whole_is_read(known: Vocabulary, text: str, said: Duration | Appointment) -> None:
    words = text.split()
    assert (said, len(words)) in list(expressions(Reader(words=words, known=known), 0))


@pytest.mark.parametrize(
    ("known", "text"),
    [
        (ENGLISH, "10 minutes"),
        (ENGLISH, "7:00"),
        (ENGLISH, "tomorrow 7"),
        (ENGLISH, "tomorrow"),
        (FRENCH, "a 19"),
        (FRENCH, "at 7h"),
        (ENGLISH, "to 17:30"),
        (ENGLISH, "for 10 minutes"),
    ],
)
def test_without_a_preposition_or_a_day_nothing_is_a_time(known: Vocabulary, text: str) -> None:
    assert list(expressions(Reader(words=text.split(), known=known), 0)) == []
