"""Pages: each fits, nothing is lost between them, and they end where a reader would pause."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactd.pages import MAX_PAGES, pages
from smsbus.sms.clusters import clusters
from smsbus.sms.segments import segments

HINT = "(MORE)"
FAMILY = "👨\u200d👩\u200d👧\u200d👦"
PIECES = ["a", "word", " ", "  ", "\n", ". ", "é", "°", "€", "e\u0301", "क्षि", "👍🏽", FAMILY, "🇫🇷", "\r\n", "\u202e"]
RICH = st.lists(st.sampled_from(PIECES), max_size=300).map("".join)


def sms(text: str) -> int:
    return len(segments(text)[1])


def test_a_text_that_fits_is_one_page_without_a_hint() -> None:
    assert pages("16.3 °C", 1, HINT) == ("16.3 °C",)
    assert pages("x" * 160, 1, HINT) == ("x" * 160,)
    assert pages("x" * 459, 3, HINT) == ("x" * 459,)
    assert pages("", 1, HINT) == ("",)


def test_a_long_word_is_cut_where_the_page_is_full() -> None:
    assert pages("x" * 161, 1, HINT) == ("x" * 153 + " (MORE)", "x" * 8)
    assert pages("°" * 71, 1, HINT) == ("°" * 63 + " (MORE)", "°" * 8)


def test_each_page_is_counted_in_its_own_alphabet() -> None:
    first, second = pages("x" * 150 + "\n" + "°" * 70, 1, HINT)
    assert (first, second) == ("x" * 150 + " (MORE)", "°" * 70)


def test_a_page_ends_at_a_line_end_before_a_sentence_before_a_word() -> None:
    line, sentence = "a" * 99, "b" * 30 + ". " + "c" * 5
    assert pages(f"{line}\n{sentence} {'d' * 60}", 1, HINT) == (f"{line} (MORE)", f"{sentence} {'d' * 60}")
    assert pages(f"{line}. {'b' * 30} {'c' * 60}", 1, HINT) == (f"{line}. (MORE)", f"{'b' * 30} {'c' * 60}")
    assert pages(f"{line} {'b' * 30} {'c' * 60}", 1, HINT) == (f"{line} {'b' * 30} (MORE)", "c" * 60)


def test_a_border_that_leaves_the_page_nearly_empty_is_not_taken() -> None:
    first, _ = pages("Hi\n" + "word " * 40, 1, HINT)
    assert len(first) > 150
    assert pages("No. " + "x" * 200, 1, HINT)[0] == "No. " + "x" * 149 + " (MORE)"


def test_a_decimal_point_ends_no_sentence() -> None:
    text = "a" * 80 + " 16.3 " + "b" * 30 + " " + "c" * 100
    assert pages(text, 1, HINT)[0] == "a" * 80 + " 16.3 " + "b" * 30 + " (MORE)"


def test_nothing_that_is_seen_as_one_character_is_cut() -> None:
    for page in pages(FAMILY * 20, 1, HINT):
        assert set(clusters(page.removesuffix(" (MORE)"))) == {FAMILY}


def test_a_single_character_longer_than_a_page_is_cut_all_the_same() -> None:
    found = pages("e" + "\u0323" * 150, 1, HINT)
    assert "".join(page.removesuffix(" (MORE)") for page in found) == "e" + "\u0323" * 150


def test_the_number_of_pages_is_bounded_and_the_last_one_says_that_there_was_more() -> None:
    found = pages("word " * 1000, 1, HINT)
    assert len(found) == MAX_PAGES
    assert all(page.endswith(" (MORE)") for page in found[:-1])
    assert found[-1].endswith("word...")
    assert all(sms(page) == 1 for page in found)


def test_an_endless_text_is_not_read_to_its_end() -> None:
    assert len(pages("x" * 5_000_000, 3, HINT)) == MAX_PAGES
    assert len(pages("°" * 5_000_000, 255, HINT)) == MAX_PAGES


def test_blanks_alone_are_one_page() -> None:
    assert pages(" \n" * 500, 1, HINT) == ("",)


def test_half_a_surrogate_pair_is_replaced() -> None:
    assert pages("\ud83d!", 1, HINT) == ("\ufffd!",)
    assert pages("\ud83d\udc4d", 1, HINT) == ("👍",)


@pytest.mark.parametrize("hint", ["", "h" * 500, "°" * 70])
def test_a_hint_that_leaves_no_room_is_left_out(hint: str) -> None:
    assert pages("x" * 161, 1, hint) == ("x" * 160, "x")


@settings(deadline=None, max_examples=60)
@given(RICH | st.text(max_size=400), st.integers(1, 3))
def test_every_page_fits_and_together_they_are_the_text_but_for_blanks(text: str, parts: int) -> None:
    found = pages(text, parts, HINT)
    assert all(sms(page) <= parts for page in found)
    assert all(page.endswith(" (MORE)") for page in found[:-1])
    whole = "".join([*(page.removesuffix(" (MORE)") for page in found[:-1]), found[-1]])
    expected = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if len(found) < MAX_PAGES:
        assert "".join(whole.split()) == "".join(expected.split())
