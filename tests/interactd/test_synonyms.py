"""Synonyms."""

import pytest

from interactd import synonyms
from interactd.errors import DeclarationError


def test_words_and_their_synonyms_are_folded_and_none_is_there_twice() -> None:
    assert synonyms.read({"Séjour": ["Salon", "salon!", "séjour", "pièce de vie"]}) == {
        "sejour": ("salon", "piece de vie")
    }


@pytest.mark.parametrize(
    ("declared", "reason"),
    [
        (5, "synonyms must be a table"),
        ({"a": "b"}, "the synonyms of a must be a list of at most 20 texts"),
        ({"a": []}, "the synonyms of a must be a list"),
        ({"a": [5]}, "must be a text with a word in it"),
        ({"a": ["?"]}, "must be a text with a word in it"),
        ({"!": ["a"]}, "must be a text with a word in it"),
        ({"a": ["b"], "A": ["c"]}, 'synonyms has "a" twice'),
        ({"a": ["b"] * 21}, "at most 20"),
        ({f"a{n}": ["b"] for n in range(501)}, "more than 500 words"),
    ],
)
def test_what_cannot_be_used_is_refused(declared: object, reason: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        synonyms.read(declared)
    assert reason in caught.value.reason
