"""Times of day: hour, minute, half and part as they were said."""

import pytest

from interactd.times.clocks import Clock, clock
from interactd.times.reader import Reader
from interactd.times.vocabulary import ENGLISH, FRENCH, Vocabulary


@pytest.mark.parametrize(
    ("known", "text", "said"),
    [
        (ENGLISH, "17:30", (17, 30, None, None)),
        (ENGLISH, "17.30", (17, 30, None, None)),
        (ENGLISH, "17h30", (17, 30, None, None)),
        (ENGLISH, "5pm", (5, 0, "pm", None)),
        (ENGLISH, "5 p m", (5, 0, "pm", None)),
        (ENGLISH, "5:30 pm", (5, 30, "pm", None)),
        (ENGLISH, "7", (7, 0, None, None)),
        (ENGLISH, "seven", (7, 0, None, None)),
        (ENGLISH, "7 o clock", (7, 0, None, None)),
        (ENGLISH, "half past 7", (7, 30, None, None)),
        (ENGLISH, "quarter to eight", (7, 45, None, None)),
        (ENGLISH, "ten past 7 pm", (7, 10, "pm", None)),
        (ENGLISH, "quarter to 12", (11, 45, None, None)),
        (ENGLISH, "noon", (12, 0, None, None)),
        (ENGLISH, "midnight", (24, 0, None, None)),
        (ENGLISH, "quarter past midnight", (0, 15, None, None)),
        (ENGLISH, "quarter to midnight", (23, 45, None, None)),
        (ENGLISH, "7 in the evening", (7, 0, None, "evening")),
        (ENGLISH, "25:70", (25, 70, None, None)),
        (FRENCH, "7h", (7, 0, None, None)),
        (FRENCH, "7 h 30", (7, 30, None, None)),
        (FRENCH, "7 heures et demie", (7, 30, None, None)),
        (FRENCH, "8h moins le quart", (7, 45, None, None)),
        (FRENCH, "8h moins dix", (7, 50, None, None)),
        (FRENCH, "sept heures", (7, 0, None, None)),
        (FRENCH, "une heure", (1, 0, None, None)),
        (FRENCH, "midi et demi", (12, 30, None, None)),
        (FRENCH, "minuit", (24, 0, None, None)),
        (FRENCH, "minuit et quart", (0, 15, None, None)),
        (FRENCH, "minuit moins 5", (23, 55, None, None)),
        (FRENCH, "7h du soir", (7, 0, None, "evening")),
        (FRENCH, "3h de l apres midi", (3, 0, None, "afternoon")),
    ],
)
def test_times_of_day(known: Vocabulary, text: str, said: tuple[int, int, str | None, str | None]) -> None:
    words = text.split()
    found = clock(Reader(words=words, known=known), 0)
    assert found
    assert (found[0].hour, found[0].minute, found[0].half, found[0].part) == said
    assert found[1] == len(words)


@pytest.mark.parametrize(
    ("known", "text"),
    [(ENGLISH, "12:5"), (ENGLISH, "35"), (ENGLISH, "7.5"), (ENGLISH, "a"), (ENGLISH, "31.70"), (FRENCH, "19.50")],
)
def test_what_may_as_well_be_a_number_is_no_time(known: Vocabulary, text: str) -> None:
    assert clock(Reader(words=text.split(), known=known), 0) is None


def test_a_number_alone_is_not_marked_as_a_time() -> None:
    assert clock(Reader(words=["7"], known=ENGLISH), 0) == (Clock(hour=7), 1)
    assert clock(Reader(words=["7h"], known=ENGLISH), 0) == (Clock(hour=7, marked=True), 1)
