"""Not understood: said three times an hour, then not until an hour after."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interactd.misunderstandings import MOST_REMEMBERED, apology, may_be_told, told

HOUR = 3600.0


def said_at(*moments: float, per_hour: int = 3) -> list[float]:
    """Of these moments at which somebody is not understood, those at which they are told."""
    misses: tuple[float, ...] = ()
    answered = []
    for moment in moments:
        if may_be_told(misses, moment, per_hour):
            misses = told(misses, moment)
            answered.append(moment)
    return answered


def test_three_times_an_hour_then_silence_until_an_hour_after() -> None:
    assert said_at(0, 60, 120, 180, 3000, 120 + HOUR - 1, 120 + HOUR) == [0, 60, 120, 120 + HOUR]


def test_who_is_rarely_not_understood_is_always_told() -> None:
    moments = [number * HOUR / 2 for number in range(20)]
    assert said_at(*moments) == moments


def test_the_limit_may_be_another() -> None:
    assert said_at(0, 1, 2, per_hour=1) == [0]
    assert said_at(0, 1, 2, per_hour=0) == []
    assert said_at(*range(30), per_hour=1000) == list(range(MOST_REMEMBERED))


def test_what_a_wrong_clock_said_counts_for_nothing() -> None:
    assert may_be_told((1e12, 1e12 + 1, 1e12 + 2), 1000.0)


@given(st.lists(st.floats(0, 20 * HOUR), max_size=60))
def test_never_more_than_three_within_any_hour(moments: list[float]) -> None:
    answered = said_at(*sorted(moments))
    for first in answered:
        assert sum(first <= moment < first + HOUR for moment in answered) <= 3


def test_what_is_remembered_is_bounded() -> None:
    assert told(tuple(map(float, range(1000))), 1000.0) == tuple(map(float, range(981, 1001)))


def test_the_closest_sentence_is_suggested() -> None:
    assert apology("en", "is the alarm on") == 'Sorry, I did not understand. Did you mean "is the alarm on"?'
    assert apology("fr", "où est le chat") == ('Désolé, je n\'ai pas compris. Vouliez-vous dire "où est le chat" ?')


@pytest.mark.parametrize("closest", [None, "", " \n", "\u202e\u200f", "x" * 101])
def test_what_is_no_help_is_not_suggested(closest: str | None) -> None:
    assert apology("en", closest) == "Sorry, I did not understand. Text HELP to see what you may ask."
    assert apology("fr", closest) == "Désolé, je n'ai pas compris. Envoyez AIDE pour voir ce que vous pouvez demander."


def test_a_suggestion_is_only_text() -> None:
    assert apology("en", "{closest}\n{{ 7 * 7 }}\x1b[2J\u202e") == (
        'Sorry, I did not understand. Did you mean "{closest} {{ 7 * 7 }}[2J"?'
    )
