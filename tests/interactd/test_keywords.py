"""Keywords: the whole text is one, or it is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interactd.keywords import LONGEST, Cancel, Help, Keyword, More, Planned, keyword


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("HELP", Help(language="en")),
        (" help! ", Help(language="en")),
        ("Aide", Help(language="fr")),
        ("à l'aide", Help(language="fr")),
        ("?", Help(language=None)),
        ("more", More(language="en")),
        ("SUITE", More(language="fr")),
        ("Plus.", More(language="fr")),
        ("PLANNED", Planned(language="en")),
        ("What is planned?", Planned(language="en")),
        ("what’s planned", Planned(language="en")),
        ("PRÉVU", Planned(language="fr")),
        ("prevu", Planned(language="fr")),
        ("Qu'est-ce qui est prévu ?", Planned(language="fr")),
        ("cancel 3", Cancel(number=3, language="en")),
        ("Cancel #12", Cancel(number=12, language="en")),
        ("cancel all", Cancel(number=None, language="en")),
        ("ANNULE 3", Cancel(number=3, language="fr")),
        ("annuler le 3", Cancel(number=3, language="fr")),
        ("annule n°3", Cancel(number=3, language="fr")),
        ("Annule tout !", Cancel(number=None, language="fr")),
    ],
)
def test_keywords(text: str, meant: Keyword) -> None:
    assert keyword(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ".",
        "help the plants",
        "hlep",
        "no more",
        "plus 5",
        "stop",
        "cancel",
        "annule",
        "cancel the alarm",
        "cancel -3",
        "cancel 3.5",
        "cancel 1234567890",
        "what is planned for dinner",
        "123",
        "123456789",
        "-4821",
        "+4821",
        "48.21",
        "4821 please",
        "????",
        "1" * 5000,
        "²³¹¹",
    ],
)
def test_what_is_no_keyword(text: str) -> None:
    assert keyword(text) is None


@given(st.text() | st.text(alphabet="0123456789٣² -.?", max_size=12))
def test_any_text_is_a_keyword_or_none(text: str) -> None:
    found = keyword(text)
    assert found is None or len(text.strip()) <= LONGEST
