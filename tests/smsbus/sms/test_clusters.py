"""What people see as one character, row by row and against another implementation of Unicode annex 29."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsbus.sms.clusters import clusters

FAMILY = "👨\u200d👩\u200d👧\u200d👦"
FLAG = "🇫🇷"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("abc", ["a", "b", "c"]),
        ("e\u0301a", ["e\u0301", "a"]),
        ("\r\n\n", ["\r\n", "\n"]),
        ("\r\r\n", ["\r", "\r\n"]),
        ("a\n\u0301", ["a", "\n", "\u0301"]),
        (FAMILY + FAMILY, [FAMILY, FAMILY]),
        (FLAG * 3, [FLAG, FLAG, FLAG]),
        ("🇫🇷🇩", ["🇫🇷", "🇩"]),
        ("👍🏽👍", ["👍🏽", "👍"]),
        ("❤\ufe0f!", ["❤\ufe0f", "!"]),
        ("❤\ufe0f\u200d🔥", ["❤\ufe0f\u200d🔥"]),
        ("🏴\U000e0067\U000e0062\U000e007f.", ["🏴\U000e0067\U000e0062\U000e007f", "."]),
        ("1\ufe0f\u20e3", ["1\ufe0f\u20e3"]),
        ("a\u200db", ["a\u200d", "b"]),  # only pictures are joined by the joiner
        ("각\u11a8가\u11a8", ["각\u11a8", "가\u11a8"]),
        ("\u1112\u1161\u11ab글", ["\u1112\u1161\u11ab", "글"]),
        ("क्षि", ["क्षि"]),
        ("क्\u200dष", ["क्\u200dष"]),
        ("कष", ["क", "ष"]),
        ("ก\u0e33", ["ก\u0e33"]),
        ("\u0600\u0661", ["\u0600\u0661"]),
        ("\u00ad\u0301", ["\u00ad", "\u0301"]),
    ],
)
def test_a_text_is_cut_into_what_people_see_as_single_characters(text: str, found: list[str]) -> None:
    assert clusters(text) == found


PIECES = [
    *("a", "é", "e\u0301", "\u0301", "\n", "\r", "\r\n", " ", "\u200b", "\u2028", "1\ufe0f\u20e3", "©\ufe0f"),
    *("👨", "👩🏽", "\u200d", "\ufe0f", "🏭", "♂", "🇫", "🇷", "🇩🇪", FAMILY),
    *("क", "क्ष", "कि", "ক্ষ", "ક્ષ", "ക്ഷ", "త్ర", "ಕ್ಷ", "க்ஷ"),
    *("\u1112", "\u1161", "\u11ab", "가", "각", "\ua960", "\ud7b0", "\ud7cb"),
    *("ก", "ก\u0e33", "ｶﾞ", "\u0600", "\u06dd"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
@settings(max_examples=500)
def test_clusters_are_those_of_another_implementation(text: str) -> None:
    regex = pytest.importorskip("regex", reason="regex, an extra of `dev`, has the rules of annex 29")
    assert clusters(text) == regex.findall(r"\X", text)


def test_no_mark_of_any_script_is_parted_from_its_letter() -> None:
    import unicodedata

    marks = [chr(code) for code in range(0x300, sys.maxunicode) if unicodedata.category(chr(code))[0] == "M"]
    assert len(marks) > 2000
    assert all(clusters("a" + mark) == ["a" + mark] for mark in marks)


@pytest.mark.parametrize("flood", ["\u0301", "🇫", "\u200d👨", "क्", "\u0600", "가"])
def test_a_flood_of_one_kind_is_cut_in_reasonable_time(flood: str) -> None:
    text = "a" + flood * 3000
    assert "".join(clusters(text)) == text
