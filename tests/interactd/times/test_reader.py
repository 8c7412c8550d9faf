"""The reader: phrases and numbers at a place in the words."""

from decimal import Decimal

import pytest

from interactd.times.reader import Reader
from interactd.times.vocabulary import ENGLISH, FRENCH, Vocabulary


@pytest.mark.parametrize(
    ("known", "text", "number", "behind"),
    [
        (ENGLISH, "10 minutes", "10", 1),
        (ENGLISH, "1.5 hours", "1.5", 1),
        (FRENCH, "1,5 heure", "1.5", 1),
        (ENGLISH, "twenty five minutes", "25", 2),
        (ENGLISH, "an hour", "1", 1),
        (FRENCH, "vingt et une heures", "21", 3),
        (FRENCH, "quarante cinq minutes", "45", 2),
        (FRENCH, "dix sept heures", "17", 2),
        (ENGLISH, "99999999999999999999", "1000000000", 1),
    ],
)
def test_numbers_in_digits_and_in_words(known: Vocabulary, text: str, number: str, behind: int) -> None:
    assert Reader(words=text.split(), known=known).number(0) == (Decimal(number), behind)


@pytest.mark.parametrize("text", ["", "-5", "10h", "room", "1.2345", "٣"])
def test_what_is_no_number(text: str) -> None:
    assert Reader(words=text.split(), known=ENGLISH).number(0) is None


def test_the_longest_phrase_is_taken() -> None:
    reader = Reader(words=["the", "day", "after", "tomorrow"], known=ENGLISH)
    assert reader.phrase({"the": 1, "the day": 2, "the day after tomorrow": 4}, 0) == (4, 4)
    assert reader.one_of(frozenset({"day", "day after"}), 1) == 3
    assert reader.one_of(frozenset({"day"}), 0) is None


def test_there_is_nothing_behind_the_last_word() -> None:
    reader = Reader(words=["at"], known=ENGLISH)
    assert (reader.word(5), reader.phrase({"": 1}, 1), reader.number(1), reader.after("at", 0)) == ("", None, None, 1)
