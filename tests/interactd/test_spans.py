"""Spans: the folded words of a text and where they stand."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from interactd.spans import words_of


def test_words_are_folded_and_stand_where_they_were_written() -> None:
    text = "Dans UN quart d'heure ?"
    assert [(word.text, text[word.start : word.end]) for word in words_of(text)] == [
        ("dans", "Dans"),
        ("un", "UN"),
        ("quart", "quart"),
        ("d", "d'heure"),
        ("heure", "d'heure"),
    ]


def test_between_the_words_of_one_piece_nothing_can_be_cut() -> None:
    assert [(word.text, word.first, word.last) for word in words_of("jusqu'à qu'est-ce")] == [
        ("jusqu", True, False),
        ("a", False, True),
        ("qu", True, False),
        ("est", False, False),
        ("ce", False, True),
    ]


def test_comparison_signs_are_words_and_dates_stay_whole() -> None:
    assert [word.text for word in words_of("temp>=25 <3, on 24/12, 24/12/2026. 2026-12-24")] == (
        ["temp", ">=", "25", "<", "3", "on", "24/12", "24/12/2026", "2026-12-24"]
    )


def test_a_word_that_is_too_long_equals_no_other() -> None:
    assert [word.text for word in words_of("a " + "b" * 41)] == ["a", ""]


@given(st.text())
def test_words_never_overlap_unless_they_are_of_one_piece(text: str) -> None:
    words = words_of(text)
    assert all(one.end <= two.start or not two.first for one, two in itertools.pairwise(words))
