"""Cutting texts: exact capacities, nothing cut in two, no part too many, and everything comes back."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsbus.sms import gsm7, segments
from smsbus.sms.clusters import clusters
from smsbus.sms.dcs import Alphabet
from smsbus.sms.errors import EncodeError

GSM7, UCS2 = Alphabet.GSM7, Alphabet.UCS2
FAMILY = "👨\u200d👩\u200d👧\u200d👦"
WELDER = "👩🏽\u200d🏭"
FLAG = "🇫🇷"

GSM_TEXTS = st.text("aé @€[]\r\n", max_size=700)
CLUSTERS = ["a", "°", "e\u0301", "👍", "👍🏽", "❤\ufe0f", FAMILY, WELDER, FLAG, "\r\n", "क्षि"]
RICH_TEXTS = st.lists(st.sampled_from(CLUSTERS), max_size=150).map("".join)


def units(text: str) -> int:
    return len(text.encode("utf-16-be")) // 2


@pytest.mark.parametrize(
    ("text", "alphabet", "lengths"),
    [
        ("", GSM7, [0]),
        ("x" * 160, GSM7, [160]),
        ("x" * 161, GSM7, [153, 8]),
        ("x" * 306, GSM7, [153, 153]),
        ("x" * 307, GSM7, [153, 153, 1]),
        ("€" * 80, GSM7, [80]),
        ("€" * 81, GSM7, [76, 5]),  # 153 is odd: no escape pair is cut, one septet stays empty
        ("°" * 70, UCS2, [70]),
        ("°" * 71, UCS2, [67, 4]),
        ("👍" * 35, UCS2, [35]),
        ("👍" * 36, UCS2, [33, 3]),  # 67 is odd: no surrogate pair is cut
        (FLAG * 17, UCS2, [34]),
        (FLAG * 18, UCS2, [32, 4]),
        ("°" * 60 + FAMILY + "°", UCS2, [60, len(FAMILY) + 1]),
    ],
)
def test_parts_are_filled_to_their_capacity(text: str, alphabet: Alphabet, lengths: list[int]) -> None:
    found, parts = segments.segments(text)
    assert (found, [len(part) for part in parts]) == (alphabet, lengths)


def test_a_wide_reference_leaves_less_room() -> None:
    assert [len(part) for part in segments.segments("x" * 305, wide=True)[1]] == [152, 152, 1]
    assert [len(part) for part in segments.segments("°" * 133, wide=True)[1]] == [66, 66, 1]
    assert len(segments.segments("x" * 160, wide=True)[1]) == 1


@given(GSM_TEXTS | RICH_TEXTS | st.text(max_size=200).filter(lambda text: not re.search("[\ud800-\udfff]", text)))
@settings(max_examples=200)
def test_parts_join_to_the_text_and_fit_and_cut_no_cluster(text: str) -> None:
    alphabet, parts = segments.segments(text)
    size, whole, each = (gsm7.septets, 160, 153) if alphabet is GSM7 else (units, 70, 67)
    assert "".join(parts) == text
    assert all(size(part) <= (whole if len(parts) == 1 else each) for part in parts)
    assert alphabet is GSM7 or not gsm7.encodable(text)
    if all(size(cluster) <= each for cluster in clusters(text)):
        assert [c for part in parts for c in clusters(part)] == clusters(text)


@given(st.lists(st.integers(0, 4), max_size=40))
def test_no_way_of_cutting_needs_fewer_parts(choices: list[int]) -> None:
    pieces = ["x" * 40, "°" * 23, FAMILY, FLAG, "👍"]
    text = "".join(pieces[choice] for choice in choices)
    alphabet, parts = segments.segments(text)
    size, whole, each = (gsm7.septets, 160, 153) if alphabet is GSM7 else (units, 70, 67)
    sizes = [size(cluster) for cluster in clusters(text)]
    assert len(parts) == (1 if sum(sizes) <= whole else fewest(sizes, each))


def fewest(sizes: list[int], capacity: int) -> int:
    """The least number of parts by trying every place for the last cut, for every beginning of the text."""
    least = [0]
    for end in range(1, len(sizes) + 1):
        starts = [start for start in range(end) if sum(sizes[start:end]) <= capacity]
        least.append(1 + min(least[start] for start in starts))
    return least[-1]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("abc", 3),
        ("e\u0301a", 2),
        ("\r\n\n", 2),
        ("\r\r\n", 2),
        ("a\n\u0301", 3),
        (FAMILY + FAMILY, 2),
        (FLAG * 3, 3),
        ("🇫🇷🇩", 2),
        ("👍🏽👍", 2),
        ("❤\ufe0f!", 2),
        ("🏴\U000e0067\U000e0062\U000e007f.", 2),
        ("", 0),
    ],
)
def test_a_cluster_is_what_people_see_as_one_character(text: str, count: int) -> None:
    found = clusters(text)
    assert (len(found), "".join(found)) == (count, text)


def test_a_cluster_that_no_part_can_hold_is_cut_between_code_points() -> None:
    monster = "e" + "\u0301" * 200
    _, parts = segments.segments(monster)
    assert [len(part) for part in parts] == [67, 67, 67]
    assert "".join(parts) == monster


@pytest.mark.parametrize(
    ("text", "max_chars", "parts"),
    [
        ("the door is open", 10, ["the door", "is open"]),
        ("the door is open", 8, ["the door", "is open"]),
        ("the door is open", 3, ["the", "doo", "r", "is", "ope", "n"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("a  b", 2, ["a", "b"]),
        ("ab ", 2, ["ab"]),
        ("    ", 2, ["  ", "  "]),
        ("", 5, [""]),
        ("€€€", 2, ["€€", "€"]),
        (FLAG + FLAG, 3, [FLAG, FLAG]),
        ("é" * 200, 500, ["é" * 160, "é" * 40]),
        ("°" * 100, 90, ["°" * 70, "°" * 30]),
    ],
)
def test_separate_messages_are_cut_between_words_where_possible(text: str, max_chars: int, parts: list[str]) -> None:
    assert list(segments.segments(text, max_chars=max_chars)[1]) == parts


@given(GSM_TEXTS | RICH_TEXTS, st.integers(1, 200))
@settings(max_examples=200)
def test_separate_messages_fit_and_lose_nothing_but_blanks(text: str, max_chars: int) -> None:
    alphabet, parts = segments.segments(text, max_chars=max_chars)
    size, capacity = (gsm7.septets, 160) if alphabet is GSM7 else (units, 70)
    assert all(len(part) <= max_chars and size(part) <= capacity for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(parts) or parts == ("",)


def test_what_cannot_be_sent_is_refused() -> None:
    with pytest.raises(EncodeError):
        segments.segments("half \ud83d a pair")
    assert len(segments.segments("x" * 153 * 255)[1]) == 255
    with pytest.raises(EncodeError):
        segments.segments("x" * (153 * 255 + 1))
