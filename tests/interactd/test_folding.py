"""Folding: texts that a person takes for the same become the same, and template syntax survives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interactd.folding import fold, fold_literal, fold_template


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("What is the temperature of the room ?", "what is the temperature of the room"),
        ("Quelle est la TEMPÉRATURE du salon\u00a0?", "quelle est la temperature du salon"),
        ("tempe\u0301rature", "temperature"),
        ("l’alarme", "l alarme"),
        ("l'alarme", "l alarme"),
        ("l´alarme", "l alarme"),
        ("  doubled   blanks\tand\nlines ", "doubled blanks and lines"),
        ("Straße, cœur, LÆRKE, Łódź", "strasse coeur laerke lodz"),
        ("İSTANBUL ısı", "istanbul isi"),
        ("est-ce que", "est ce que"),
        ("snake_case", "snake case"),
        ("-5", "-5"),
        ("\u22125", "-5"),
        ("10-5", "10 5"),
        ("16.3, 16,3.", "16.3 16,3"),
        ("at 17:30: now", "at 17:30 now"),
        ("ｆｕｌｌ ｗｉｄｔｈ", "full width"),
        ("ﬁn", "fin"),
        ("21 °C", "21 c"),
        ("tem\u200bper\u00adature", "temperature"),
        ("\u202eerutarepmet\u202c \u200fx", "erutarepmet x"),
        ("nul\0 bell\a esc\x1b", "nul bell esc"),
        ("Температура в комнате?", "температура в комнате"),
        ("👋 hello!!!", "hello"),
        ("?!…", ""),
        ("\ud800", ""),
    ],
)
def test_case_accents_punctuation_and_blanks_do_not_matter(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("template", "folded"),
    [
        ("What's [the] Température of {Room:Where} ?", "what s [the] temperature of {Room:Where}"),
        ("l'{room}", "l {room}"),
        (r"sign \(or\) \{not\}", "sign or not"),
        ("É|(à;ô)", "e|(a;o)"),
        ("ends with \\", "ends with"),
    ],
)
def test_a_template_is_folded_around_its_syntax(template: str, folded: str) -> None:
    assert fold_template(template) == folded


@given(st.text())
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="aB1 -.,:'\t%", max_size=12))
def test_the_short_way_for_ascii_folds_as_the_long_one(text: str) -> None:
    assert fold(text) == fold(f"{text} é").removesuffix("e").strip()
    assert fold_literal(text).split() == fold(text).split()


@given(st.text())
def test_nothing_of_the_template_syntax_is_left_in_a_folded_text(text: str) -> None:
    assert not set(fold(text)) & set("(){}[]<>|;\\\"'`$/%&*\0\n")
