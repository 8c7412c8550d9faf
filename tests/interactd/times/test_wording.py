"""Moments and lengths in words; how they are read back is in `test_moments`."""

from datetime import UTC, datetime

import pytest

from interactd.times import wording
from smsbus.phrases import Language

NOON = datetime(2025, 6, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "language", "words"),
    [
        (0, "en", "1 minute"),
        (59, "fr", "1 minute"),
        (119, "en", "1 minute"),
        (120, "en", "2 minutes"),
        (3600, "fr", "1 heure"),
        (7300, "fr", "2 heures"),
        (86400, "en", "1 day"),
        (200_000, "fr", "2 jours"),
    ],
)
def test_an_age_is_whole_units_of_the_largest_that_fits(seconds: float, language: Language, words: str) -> None:
    assert wording.age(seconds, language) == words


@pytest.mark.parametrize(
    ("seconds", "english", "french"),
    [
        (1, "1 second", "1 seconde"),
        (59, "59 seconds", "59 secondes"),
        (89, "1 minute", "1 minute"),
        (3900, "1 hour 5 minutes", "1 heure 5 minutes"),
        (172_800, "2 days", "2 jours"),
        (176_400, "2 days 1 hour", "2 jours 1 heure"),
    ],
)
def test_a_length_is_rounded_to_its_two_largest_units(seconds: int, english: str, french: str) -> None:
    assert wording.length(seconds, "en") == english
    assert wording.length(seconds, "fr") == french


@pytest.mark.parametrize(
    ("then", "english", "french"),
    [
        (datetime(2025, 6, 30, 17, 42, tzinfo=UTC), "at 17:42", "à 17:42"),
        (datetime(2025, 7, 1, 7, tzinfo=UTC), "tomorrow at 07:00", "demain à 07:00"),
        (datetime(2025, 8, 1, 7, tzinfo=UTC), "on Friday 1 August at 07:00", "le vendredi 1er août à 07:00"),
        (datetime(2026, 2, 2, 7, tzinfo=UTC), "on Monday 2 February 2026 at 07:00", "le lundi 2 février 2026 à 07:00"),
    ],
)
def test_a_moment_has_the_date_that_it_needs(then: datetime, english: str, french: str) -> None:
    assert wording.moment(then.timestamp(), NOON.timestamp(), UTC, "en") == english
    assert wording.moment(then.timestamp(), NOON.timestamp(), UTC, "fr") == french
