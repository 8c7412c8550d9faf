"""The character sets of +CSCS."""

from __future__ import annotations

import pytest

from modemd.simulator.charset import address_type, from_charset, in_charset, read_text, show_text


@pytest.mark.parametrize(
    ("charset", "shown"),
    [
        # 23.038 §6.2.1: é is 5, the euro sign is ESC e.
        ("GSM", "\x05 5\x1be"),
        ("IRA", "? 5?"),
        ("8859-1", "é 5?"),
        ("UCS2", "00E90020003520AC"),
    ],
)
def test_a_text_is_shown_in_the_chosen_set(charset: str, shown: str) -> None:
    assert show_text("é 5€", charset) == shown


@pytest.mark.parametrize(
    ("charset", "typed"), [("GSM", b"\x05 5\x1be"), ("UCS2", b"00E90020003520AC"), ("UCS2", b"00e90020003520ac")]
)
def test_a_text_is_read_in_the_chosen_set(charset: str, typed: bytes) -> None:
    assert read_text(typed, charset) == "é 5€"


@pytest.mark.parametrize("typed", [b"00E", b"xyz", b"\xff", b"D800"])
def test_what_is_no_ucs2_is_refused(typed: bytes) -> None:
    with pytest.raises(ValueError):
        read_text(typed, "UCS2")


def test_names_and_numbers_follow_ucs2_and_are_understood_plainly_too() -> None:
    assert in_charset("+33", "UCS2") == "002B00330033"
    assert from_charset("002B00330033", "UCS2") == "+33"
    assert from_charset("+33", "UCS2") == "+33"
    assert in_charset("+33", "GSM") == from_charset("+33", "GSM") == "+33"


def test_an_international_number_has_type_145() -> None:
    assert (address_type("+33639980001"), address_type("36105"), address_type("")) == (145, 129, 129)
