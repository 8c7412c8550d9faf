"""Several questions in one text, cut at whole words that the operator named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interactd.splitting import MOST_QUESTIONS, halves

WORDS = ("and", "and then", "et", "puis", "après ça", ";")


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("Is the alarm on and what is the time?", ("Is the alarm on", "what is the time?")),
        ("allume la lampe ET ouvre la porte", ("allume la lampe", "ouvre la porte")),
        ("open the door and then turn off the light", ("open the door", "turn off the light")),
        ("ouvre la porte, puis éteins", ("ouvre la porte", "éteins")),
        ("ouvre la porte, APRES CA éteins", ("ouvre la porte", "éteins")),
        ("ouvre la porte, apre\u0300s c\u0327a éteins", ("ouvre la porte", "éteins")),
        ("température;humidité", ("température", "humidité")),
        ("temperature\r\nhumidity", ("temperature", "humidity")),
        ("a and b; c", ("a", "b", "c")),
        ("And what is the time?", ("And what is the time?",)),
        ("what is the time, and?", ("what is the time, and?",)),
        ("a and and b", ("a", "b")),
        ("a and, then b", ("a", "b")),
    ],
)
def test_a_text_is_cut_at_whole_split_words_signs_and_line_ends(text: str, questions: tuple[str, ...]) -> None:
    assert halves(text, WORDS) == questions


@pytest.mark.parametrize(
    "text",
    [
        "what is the temperature of the room",
        "turn on the sand band",
        "quelle est la température",
        "l'été",
        "",
        "and",
        "and ; et",
        " \n ",
        "a and b and c and d",
        "a\nb\nc\nd",
        "a and " * 200,
        "x\0and\x1b",
    ],
)
def test_anything_else_stays_one_text(text: str) -> None:
    assert halves(text, WORDS) == (text,)


@pytest.mark.parametrize("words", [(), ("",), ("  ",)])
def test_without_a_split_word_nothing_is_cut(words: tuple[str, ...]) -> None:
    assert halves("a and b\nc; d", words) == ("a and b\nc; d",)


def test_signs_of_a_pattern_are_only_signs() -> None:
    assert halves("a.*b", (".*",)) == ("a", "b")
    assert halves("a (b", ("(",)) == ("a", "b")
    assert halves("axyb", (".*",)) == ("axyb",)


@given(st.text("aét nd;\n,.\u202e{}|", max_size=60), st.lists(st.text("aét nd;|.*", max_size=5), max_size=4))
def test_there_is_always_at_least_one_question_and_never_too_many(text: str, words: list[str]) -> None:
    assert 1 <= len(halves(text, words)) <= MOST_QUESTIONS
