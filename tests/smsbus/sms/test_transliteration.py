"""Texts in the GSM alphabet: what is kept, how the rest is said, and what cannot be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsbus.sms import gsm7
from smsbus.sms.transliteration import to_gsm


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ""),
        ("a@b.fr 5 € [x]", "a@b.fr 5 € [x]"),
        ("16.3 °C", "16.3 deg C"),
        ("16,3°C dehors", "16,3 deg C dehors"),
        ("45° N, 5 °", "45 deg N, 5 deg"),
        ("n° 5, N°12", "no 5, No12"),
        ("Ben° 5", "Ben deg 5"),
        ("L’été, cœur de forêt… «\u00a0ça va\u202f?\u00a0»", 'L\'été, coeur de foret... " ca va ? "'),
        ("e\u0301 E\u0302", "é E"),
        ("“quoted” – 5\u22123 × 2 ≤ 7", '"quoted" - 5-3 x 2 <= 7'),
        ("½ m²", "1/2 m2"),
        ("Καλημέρα Ω", "KAΛHMEPA Ω"),
        ("Łódź", "Lodz"),
        ("tab\there", "tab here"),
        ("zero\u200bwidth", "zerowidth"),
    ],
)
def test_a_text_is_said_in_the_gsm_alphabet(text: str, said: str) -> None:
    assert to_gsm(text) == said


@pytest.mark.parametrize("text", ["Привет", "👍", "温度", "ok 👍", "a\x00", "\ud83d"])
def test_what_has_no_way_to_be_said_is_left_to_ucs2(text: str) -> None:
    assert to_gsm(text) is None


@given(st.text(max_size=40) | st.text("aéçœ°€@n’…Ωω½\u0301", max_size=40))
def test_what_comes_out_is_in_the_alphabet_and_stays_as_it_is(text: str) -> None:
    said = to_gsm(text)
    assert said is None or (gsm7.encodable(said) and to_gsm(said) == said)


@given(st.text(gsm7.DEFAULT.replace("\x1b", "") + "€[]{}\\|^~\f", max_size=60))
def test_what_is_in_the_alphabet_is_not_touched(text: str) -> None:
    assert to_gsm(text) == text
