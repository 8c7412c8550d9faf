"""The phrases: complete in every language, filled in once."""

import re
import tomllib
from pathlib import Path

import pytest

from smsbus import phrases
from smsbus.sms import gsm7

FILE = tomllib.loads((Path(__file__).parents[2] / "smsbus" / "phrases.toml").read_text(encoding="utf-8"))


def test_the_languages_are_those_of_the_file() -> None:
    assert tuple(FILE) == phrases.LANGUAGES


@pytest.mark.parametrize("language", phrases.LANGUAGES)
def test_every_language_has_the_same_phrases_with_the_same_words(language: str) -> None:
    def words(of: str) -> dict[str, set[str]]:
        return {name: set(re.findall(r"\{(\w+)\}", text)) for name, text in FILE[of].items()}

    assert words(language) == words("en")


def test_words_are_filled_in() -> None:
    assert phrases.say("en", "ask_hint", answers="yes, no") == "Please answer with one of: yes, no"
    assert phrases.say("fr", "ask_hint", answers="oui, non") == "Merci de répondre par un de ces mots : oui, non"


def test_braces_in_a_word_mean_nothing() -> None:
    assert phrases.say("en", "ask_hint", answers="{answers} {0}") == "Please answer with one of: {answers} {0}"


def test_a_missing_word_is_noticed() -> None:
    with pytest.raises(KeyError):
        phrases.say("en", "ask_hint")


def test_the_fixed_phrases_are_those_without_words_of_all_languages() -> None:
    fixed = phrases.fixed()
    assert {
        "Sorry, I did not understand. Text HELP to see what you may ask.",
        "Désolé, je n'ai pas compris. Envoyez AIDE pour voir ce que vous pouvez demander.",
    } <= fixed
    assert not any("{" in text for text in fixed)


@pytest.mark.parametrize("text", ["(MORE)", "(SUITE)"])
def test_a_single_word_is_not_taken_for_what_a_machine_says(text: str) -> None:
    assert any(text in phrases.values() for phrases in FILE.values())
    assert text not in phrases.fixed()


@pytest.mark.parametrize(("language", "name"), [(language, name) for language in FILE for name in FILE[language]])
def test_a_phrase_fits_one_sms_in_the_gsm_alphabet_with_room_for_its_words(language: str, name: str) -> None:
    own = re.sub(r"\{\w+\}", "", FILE[language][name])
    assert gsm7.encodable(own)
    assert gsm7.septets(own) <= 100
