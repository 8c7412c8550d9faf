"""Days: today, a day of the week, a date, as they were said."""

import pytest

from interactd.times.days import Day, day
from interactd.times.reader import Reader
from interactd.times.vocabulary import ENGLISH, FRENCH, Vocabulary


@pytest.mark.parametrize(
    ("known", "text", "said"),
    [
        (ENGLISH, "today", Day(offset=0)),
        (ENGLISH, "tonight", Day(offset=0, part="night")),
        (ENGLISH, "tomorrow morning", Day(offset=1, part="morning")),
        (ENGLISH, "the day after tomorrow", Day(offset=2)),
        (ENGLISH, "in 3 days", Day(offset=3)),
        (ENGLISH, "in a week", Day(offset=7)),
        (ENGLISH, "on monday", Day(weekday=0)),
        (ENGLISH, "next sunday", Day(weekday=6, never_today=True)),
        (ENGLISH, "on 24 december", Day(day=24, month=12)),
        (ENGLISH, "on the 24th of december 2026", Day(day=24, month=12, year=2026)),
        (ENGLISH, "december 24th", Day(day=24, month=12)),
        (ENGLISH, "on monday 30 november", Day(weekday=0, day=30, month=11)),
        (ENGLISH, "on the 24th", Day(day=24)),
        (ENGLISH, "24/12", Day(day=24, month=12)),
        (ENGLISH, "12/24/26", Day(day=24, month=12, year=2026)),
        (ENGLISH, "2026-12-24", Day(day=24, month=12, year=2026)),
        (FRENCH, "demain soir", Day(offset=1, part="evening")),
        (FRENCH, "apres demain", Day(offset=2)),
        (FRENCH, "lundi", Day(weekday=0)),
        (FRENCH, "lundi prochain", Day(weekday=0, never_today=True)),
        (FRENCH, "le 1er janvier", Day(day=1, month=1)),
        (FRENCH, "le 24", Day(day=24)),
        (FRENCH, "le 5/6", Day(day=5, month=6)),
        (FRENCH, "lundi 30 novembre au matin", Day(weekday=0, day=30, month=11, part="morning")),
        (FRENCH, "dans 2 semaines", Day(offset=14)),
    ],
)
def test_days(known: Vocabulary, text: str, said: Day) -> None:
    words = text.split()
    assert day(Reader(words=words, known=known), 0) == (said, len(words))


@pytest.mark.parametrize("text", ["", "5/6", "24", "on the", "in the kitchen", "on 24", "month"])
def test_what_is_no_day_or_may_be_two(text: str) -> None:
    assert day(Reader(words=text.split(), known=ENGLISH), 0) is None
