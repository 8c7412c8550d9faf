"""Unknown words put right."""

import pytest

from interactd.spelling import MAX_CORRECTIONS, corrections

KNOWN = (
    "what s is the temperature of in bedroom bathroom kitchen l alarme active desactive turn off light salle de bain"
)
VOCABULARY = frozenset(KNOWN.split())
SPELLINGS = sorted(word for word in VOCABULARY if len(word) > 3)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("the temprature of the kichen", ["the temperature of the kitchen"]),
        ("wat is the temperature", ["what is the temperature"]),
        ("whats the temperature", ["what s the temperature"]),
        ("turn offthe light", ["turn off the light"]),
        ("temperature in the salledebain", ["temperature in the salle de bain"]),
        ("active lalarme", ["active l alarme"]),
        ("the temper ature", ["the temperature"]),
        ("bedroom2 temperature", ["bedroom 2 temperature"]),
        ("the temperature", []),
        ("the swimming pool", []),
        ("dsactive l alarme", ["desactive l alarme"]),
        ("sactive l alarme", ["s active l alarme"]),
        ("temperature of the bedroom 12", []),
    ],
)
def test_every_word_of_a_correction_is_known(words: str, expected: list[str]) -> None:
    assert corrections(words, VOCABULARY, SPELLINGS) == expected


def test_an_opposite_is_not_taken_apart_to_its_contrary() -> None:
    assert corrections("desactive l alarme", VOCABULARY - {"desactive"}, SPELLINGS) in ([], ["de s active l alarme"])


def test_corrections_are_bounded() -> None:
    assert len(corrections("bahtroom bedrom bathrom kichen", VOCABULARY, SPELLINGS)) <= MAX_CORRECTIONS
    assert corrections(" ".join(f"wrong{letter}" for letter in "abcdefghij"), VOCABULARY, SPELLINGS) == []
    assert corrections("a" * 480, VOCABULARY, SPELLINGS) == []
