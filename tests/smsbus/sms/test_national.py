"""National tables: whole, and writable in both directions."""

import json
from pathlib import Path

import pytest

from smsbus.sms import gsm7
from smsbus.sms.national import LANGUAGES, LOCKING, SINGLE


def test_every_language_has_a_single_shift_table_and_all_but_spanish_a_locking_one() -> None:
    assert set(SINGLE) == set(LANGUAGES) == set(range(1, 14))
    assert set(LOCKING) == set(LANGUAGES) - {2}


@pytest.mark.parametrize("language", LOCKING)
def test_a_locking_table_has_128_characters_and_keeps_digits_line_breaks_and_escape(language: int) -> None:
    table = LOCKING[language]
    assert len(table) == 128
    assert table[0x30:0x3A] == "0123456789"
    assert (table[0x0A], table[0x0D], table[0x1B], table[0x20]) == ("\n", "\r", "\x1b", " ")
    assert table[0x61:0x7B] == "abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize("language", SINGLE)
def test_a_single_shift_table_keeps_what_the_default_extension_has(language: int) -> None:
    table = SINGLE[language]
    assert all(len(character) == 1 for character in table.values())
    assert all(table[code] == character for code, character in gsm7.EXTENSION.items())
    assert gsm7.ESCAPE not in table
    assert 0x0D not in table


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_character_of_a_language_is_written_and_read_back(language: int) -> None:
    text = "".join(dict.fromkeys(LOCKING.get(language, "") + "".join(SINGLE[language].values()))).replace("\x1b", "")
    septets = gsm7.encode(text, locking=language, single=language)
    assert gsm7.decode(septets, locking=language, single=language) == text


@pytest.mark.parametrize(
    ("language", "septet", "character"),
    # Turkish has its letters in place of accented ones; the Indian scripts begin with their signs, then the vowel A.
    [(1, 0x07, "ı"), (3, 0x5C, "Õ"), (4, 0x03, "অ"), (5, 0x03, "અ"), (6, 0x03, "अ"), (7, 0x03, "ಅ"), (13, 0x05, "پ")],
)
def test_a_character_stands_where_the_standard_puts_it(language: int, septet: int, character: str) -> None:
    assert LOCKING[language][septet] == character


RECORDED = json.loads((Path(__file__).parents[2] / "vectors" / "national_tables.json").read_text("utf-8"))


def test_the_tables_are_those_of_independent_implementations() -> None:
    # There a code without a character is U+FFFD or a space; here it is a space.
    recorded = {int(language): table.replace("\ufffd", " ") for language, table in RECORDED["locking"].items()}
    assert recorded == LOCKING
    singles = {
        int(language): {int(code): character for code, character in table.items()}
        for language, table in RECORDED["single"].items()
    }
    assert singles == SINGLE
