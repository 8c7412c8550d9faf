"""The words that turn a sentence round."""

import pytest

from interactd import lexicon
from interactd.folding import fold


def test_every_word_is_folded_as_texts_are() -> None:
    for word in (*lexicon.LITTLE, *lexicon.COURTESY, *lexicon.NEGATIONS, *lexicon.NUMBERS, *lexicon.OPPOSITES):
        assert fold(word) == word


@pytest.mark.parametrize(
    ("one", "other"),
    [("on", "off"), ("open", "close"), ("lock", "unlock"), ("allume", "eteins"), ("active", "desactive")],
)
def test_opposites_are_so_both_ways(one: str, other: str) -> None:
    assert other in lexicon.OPPOSITES[one]
    assert one in lexicon.OPPOSITES[other]


def test_nothing_that_turns_a_sentence_round_may_be_left_out_as_a_little_word() -> None:
    assert not lexicon.LITTLE & lexicon.NEGATIONS
    assert not lexicon.LITTLE & (lexicon.OPPOSITES.keys() - {"in"})
    for phrase in lexicon.COURTESY:
        assert not set(phrase.split()) & (lexicon.NEGATIONS | lexicon.OPPOSITES.keys())
