"""Ages in words."""

import pytest

from interactd import ages
from smsbus.phrases import Language


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
    assert ages.words(seconds, language) == words
