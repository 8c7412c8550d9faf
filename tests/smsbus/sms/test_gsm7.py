"""The default alphabet and its packing, against the examples of 23.038 and a slow reading of its rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsbus.sms import gsm7
from smsbus.sms.errors import EncodeError

ALPHABET = gsm7.DEFAULT.replace("\x1b", "") + "".join(gsm7.EXTENSION.values())
SEPTETS = st.binary(max_size=600).map(lambda octets: bytes(octet & 0x7F for octet in octets))


def packed_slowly(septets: bytes) -> bytes:
    """23.038 §6.1.2.1 read bit by bit: septet after septet, least significant bit first."""
    bits = [septet >> bit & 1 for septet in septets for bit in range(7)]
    bits += [0] * (-len(bits) % 8)
    return bytes(sum(bits[at + bit] << bit for bit in range(8)) for at in range(0, len(bits), 8))


@pytest.mark.parametrize(
    ("text", "octets"),
    [
        ("", ""),
        ("@", "00"),
        ("Hi", "C834"),
        ("hellohello", "E8329BFD4697D9EC37"),
        ("1234567", "31D98C56B3DD00"),
        ("12345678", "31D98C56B3DD70"),
        ("5€", "B54D19"),
        ("Sans centre", "D3B07B0E1A97DD747919"),
    ],
)
def test_a_text_packs_as_the_standard_and_recorded_messages_have_it(text: str, octets: str) -> None:
    septets = gsm7.encode(text)
    assert gsm7.pack(septets).hex().upper() == octets
    assert gsm7.decode(gsm7.unpack(bytes.fromhex(octets), len(septets))) == text


@given(SEPTETS)
def test_septets_are_packed_as_bit_by_bit_and_unpacked_to_the_same(septets: bytes) -> None:
    octets = gsm7.pack(septets)
    assert octets == packed_slowly(septets)
    assert gsm7.unpack(octets, len(septets)) == septets


@given(SEPTETS.filter(lambda septets: len(septets) <= 160), st.integers(0, 40))
def test_fill_septets_stand_in_front(septets: bytes, fill: int) -> None:
    assert gsm7.pack(septets, fill_septets=fill) == packed_slowly(bytes(fill) + septets)


def test_fewer_septets_than_the_octets_hold_may_be_asked_for() -> None:
    assert gsm7.unpack(bytes.fromhex("31D98C56B3DD00"), 7) == b"1234567"
    assert gsm7.unpack(bytes.fromhex("31D98C56B3DD00"), 8) == b"1234567\0"
    assert gsm7.unpack(b"\xff" * 7, 3) == b"\x7f" * 3


@given(st.text(ALPHABET, max_size=200))
def test_every_character_of_the_alphabet_comes_back(text: str) -> None:
    assert gsm7.encodable(text)
    septets = gsm7.encode(text)
    assert len(septets) == gsm7.septets(text)
    assert gsm7.decode(septets) == text


@pytest.mark.parametrize(
    ("septets", "text"),
    [
        (b"\x1b\x65", "€"),
        (b"\x1b\x0a", "\f"),
        (b"\x1bA", "A"),  # not in the extension table: the main table's character
        (b"\x1b\x00", "@"),
        (b"\x1b\x1b", " "),  # kept for another extension table: a space
        (b"\x1b\x1b\x65", " e"),
        (b"a\x1b", "a "),
        (b"\x1b\x65\x1b\x65x", "€€x"),
    ],
)
def test_an_escape_is_read_as_the_standard_says(septets: bytes, text: str) -> None:
    assert gsm7.decode(septets) == text


@pytest.mark.parametrize("text", ["°", "ê", "`", "\x1b", "👍", "\0", "ç"])
def test_other_characters_are_refused(text: str) -> None:
    assert not gsm7.encodable("a" + text)
    with pytest.raises(EncodeError, match=f"U\\+{ord(text):04X}"):
        gsm7.encode("a" + text)


def test_a_national_language_replaces_main_or_extension_table() -> None:
    assert gsm7.decode(b"\x1b\x47", single=1) == "Ğ"
    assert gsm7.decode(b"\x0b", locking=1) == "Ğ"
    assert gsm7.decode(b"\x1b\x65", locking=1) == "€"
    assert gsm7.encode("Ğ", single=1) == b"\x1b\x47"
    assert gsm7.encode("Ğ", locking=1) == b"\x0b"
    assert gsm7.decode(b"\x1b\x65A", locking=99, single=99) == "€A"


@pytest.mark.parametrize(
    ("octets", "count", "text"),
    [
        ("31D98C56B3DD00", 7, "1234567"),  # 7 bits are left over: no eighth character
        ("31D98C56B3DD1A", 7, "1234567"),  # some fill them with a carriage return
        ("31D98C56B3DD00", 8, "1234567@"),  # counted, it is one
        ("31D98C56B3DD1A", 8, "1234567\r"),
        ("31D98C56B3DD70B10B", 9, "12345678" + "1"),
    ],
)
def test_only_what_is_counted_is_text(octets: str, count: int, text: str) -> None:
    assert gsm7.decode(gsm7.unpack(bytes.fromhex(octets), count)) == text


def test_septet_zero_of_main_and_extension_table_are_kept_apart() -> None:
    # Hindi: candrabindu in the main table, `@` in the extension, both at 0.
    assert gsm7.encode("\u0901@", locking=6, single=6) == b"\x00\x1b\x00"
    assert gsm7.decode(b"\x00\x1b\x00", locking=6, single=6) == "\u0901@"
    assert gsm7.encode("@") == b"\x00"


def test_what_takes_two_septets_with_which_tables() -> None:
    assert set(gsm7.escaped()) == set(gsm7.EXTENSION.values())
    assert "€" not in gsm7.escaped(locking=1)
    assert "ğ" in gsm7.escaped(single=1)
    assert "ğ" not in gsm7.escaped(locking=1, single=1)
    assert gsm7.encodable("ğ", single=1)
    assert not gsm7.encodable("ğ", locking=3, single=2)
    assert not gsm7.encodable("\x1b", locking=1)
