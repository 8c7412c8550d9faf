"""The vocabulary: every phrase is written as folding leaves it, or it would never be found."""

import dataclasses
from collections.abc import Mapping

import pytest

from interactd.folding import fold
from interactd.times.reader import LONGEST_PHRASE
from interactd.times.vocabulary import VOCABULARIES, Vocabulary


def phrases(vocabulary: Vocabulary) -> list[str]:
    tables = [getattr(vocabulary, field.name) for field in dataclasses.fields(vocabulary)]
    return [phrase for table in tables if isinstance(table, Mapping | frozenset) for phrase in table]


@pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda vocabulary: vocabulary.language)
def test_every_phrase_is_folded_and_short_enough_to_be_found(vocabulary: Vocabulary) -> None:
    found = phrases(vocabulary)
    assert [phrase for phrase in found if "/" not in phrase and fold(phrase) != phrase] == []
    assert max(len(phrase.split()) for phrase in found) <= LONGEST_PHRASE


@pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda vocabulary: vocabulary.language)
def test_weeks_and_years_are_complete(vocabulary: Vocabulary) -> None:
    assert set(vocabulary.weekdays.values()) == set(range(7))
    assert set(vocabulary.months.values()) == set(range(1, 13))
    assert set(range(60)) <= set(vocabulary.numbers.values())
