"""What people type, and which of the allowed answers it means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routerd.choice import choose, fold, names_all

YES_NO = ("yes", "no")


@pytest.mark.parametrize(
    ("text", "answers", "chosen"),
    [
        ("yes", YES_NO, 1),
        ("YES!", YES_NO, 1),
        ("  Yes.\r\n", YES_NO, 1),
        ("y", YES_NO, 1),
        ("N", YES_NO, 2),
        ("1", YES_NO, 1),
        ("2)", YES_NO, 2),
        ("٢", YES_NO, 2),
        ("０1", YES_NO, 1),
        ("oui", ("Oui", "Non"), 1),
        ("ete", ("été", "hiver"), 1),
        ("Été", ("ete", "hiver"), 1),
        ("s’il pleut", ("S'il pleut", "jamais"), 1),
        ("open", ("open", "open all"), 1),
        ("open  ALL", ("open", "open all"), 2),
        ("open a", ("open", "open all"), 2),
        ("STRASSE", ("Straße", "Weg"), 1),
        ("да", ("Да", "Нет"), 1),
        ("👍🏽", ("👍", "👎"), 1),
        ("❤️", ("❤", "✗"), 1),
        ("20", ("10", "20"), 2),
        ("2", ("10", "20"), 2),
        ("y\u200b", YES_NO, 1),
        # --- none, or more than one
        ("", YES_NO, None),
        ("?", YES_NO, None),
        ("0", YES_NO, None),
        ("3", YES_NO, None),
        ("9" * 5000, YES_NO, None),
        ("o", ("open", "off"), None),
        ("maybe", YES_NO, None),
        ("yess", YES_NO, None),
        ("yes but not now", YES_NO, None),
        ("no problem, yes", YES_NO, None),
        ("What is the temperature ?", YES_NO, None),
        ("1", ("20", "30"), None),  # not "the first": every answer here is a number
        ("👍", YES_NO, None),
        ("anything", (), None),
    ],
)
def test_a_reply_means_one_answer_or_none(text: str, answers: tuple[str, ...], chosen: int | None) -> None:
    assert choose(text, answers) == chosen


@given(st.text(), st.lists(st.text(), max_size=5))
def test_any_text_means_one_of_the_answers_or_none(text: str, answers: list[str]) -> None:
    chosen = choose(text, answers)
    assert chosen is None or 1 <= chosen <= len(answers)


@given(st.text())
def test_a_folded_text_folds_to_itself(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("question", "named"),
    [("Open? Yes or no", True), ("Open (YES/NO)?", True), ("Open the door?", False), ("Yesterday? No", False)],
)
def test_a_question_that_names_its_answers_needs_no_hint(question: str, named: bool) -> None:
    assert names_all(question, YES_NO) is named
