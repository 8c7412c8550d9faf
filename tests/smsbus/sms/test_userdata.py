"""TP-UD: header and text together, and what is left of damaged ones."""

import pytest

from smsbus.sms import userdata
from smsbus.sms.dcs import CODINGS
from smsbus.sms.errors import EncodeError
from smsbus.sms.udh import Concatenation, Element
from smsbus.sms.userdata import UserData

GSM7, DATA, UCS2, COMPRESSED = CODINGS[0x00], CODINGS[0x04], CODINGS[0x08], CODINGS[0x20]


@pytest.mark.parametrize(
    ("octets", "header", "dcs", "text", "warned"),
    [
        ("00", False, 0x00, "", 0),
        ("02C834", False, 0x00, "Hi", 0),
        ("0731D98C56B3DD00", False, 0x00, "1234567", 0),
        ("0831D98C56B3DD00", False, 0x00, "1234567@", 0),  # a final @ is septet 0, not padding
        ("0831D98C", False, 0x00, "123", 1),
        ("04D83DDC4D", False, 0x08, "👍", 0),
        ("02D83D", False, 0x08, "\ufffd", 1),
        ("04DC4D0041", False, 0x08, "\ufffdA", 1),
        ("03004100", False, 0x08, "A\ufffd", 1),
        ("0400410042", True, 0x08, "\u4100\ufffd", 1),
        ("00", True, 0x00, "", 1),
        ("0505000301", True, 0x00, "", 2),
        ("050324010100", True, 0x00, "", 0),
    ],
)
def test_user_data_is_read(octets: str, header: bool, dcs: int, text: str, warned: int) -> None:
    warnings: list[str] = []
    _, _, found, _, end = userdata.read(bytes.fromhex(octets), 0, header, CODINGS[dcs], warnings)
    assert (found, len(warnings)) == (text, warned)
    assert end <= len(octets) // 2


def test_compressed_text_is_kept_as_octets_and_counted_in_them() -> None:
    assert userdata.read(bytes.fromhex("03AABBCC"), 0, False, COMPRESSED, []) == ((), None, None, b"\xaa\xbb\xcc", 4)


def test_a_national_language_is_chosen_by_the_header_in_both_directions() -> None:
    turkish = (Element(iei=0x24, data=b"\x01"), Element(iei=0x25, data=b"\x01"))
    written = userdata.write(UserData(udh=turkish, text="Ğüneş €"), GSM7)
    assert userdata.read(written, 0, True, GSM7, []) == (turkish, None, "Ğüneş €", None, len(written))


def test_an_impossible_part_is_shown_as_a_message_of_its_own() -> None:
    header = (Element(iei=0, data=b"\x2a\x02\x03"),)
    written = userdata.write(UserData(udh=header, text="Hi"), UCS2)
    assert userdata.read(written, 0, True, UCS2, []) == (header, None, "Hi", None, len(written))


def test_a_part_has_its_place_and_its_text() -> None:
    header = Element(iei=0, data=b"\x01\x02\x01")
    place = Concatenation(reference=1, total=2, sequence=1)
    assert userdata.read(bytes.fromhex("0805000301020141"), 0, True, DATA, []) == ((header,), place, None, b"A", 8)


@pytest.mark.parametrize(
    ("content", "dcs"),
    [
        (UserData(text="Hi"), 0x04),
        (UserData(text="Hi"), 0x20),
        (UserData(data=b"Hi"), 0x00),
        (UserData(text="\ud83d"), 0x08),
        (UserData(text="x" * 161), 0x00),
        (UserData(text="x" * 71), 0x08),
    ],
)
def test_content_that_contradicts_its_coding_or_is_too_long_is_refused(content: UserData, dcs: int) -> None:
    with pytest.raises(EncodeError):
        userdata.write(content, CODINGS[dcs])


@pytest.mark.parametrize(
    ("octets", "text", "data"),
    [
        ("040061D83D", "a\ufffd", "0061D83D"),
        ("04DC4D0061", "\ufffda", "DC4D0061"),
        ("03006100", "a\ufffd", "006100"),
        ("04D83DDC4D", "👍", None),
        ("02FFFD", "\ufffd", None),  # sent as such: nothing is missing
    ],
)
def test_half_a_character_is_shown_as_a_replacement_and_kept(octets: str, text: str, data: str | None) -> None:
    warnings: list[str] = []
    _, _, found, kept, _ = userdata.read(bytes.fromhex(octets), 0, False, UCS2, warnings)
    assert (found, kept) == (text, None if data is None else bytes.fromhex(data))
    assert len(warnings) == (data is not None)
    assert userdata.write(UserData(text=found, data=kept), UCS2).hex().upper() == octets


def test_octets_that_are_not_those_of_the_text_are_refused() -> None:
    with pytest.raises(EncodeError):
        userdata.write(UserData(text="a", data=b"\0b"), UCS2)


@pytest.mark.parametrize(
    "header",
    ["0A03000410", "0A0400041041", "0B020103", "0C0400010203", "0D020001", "10020101", "1301FF", "140100", "1A0500"],
)
def test_formatting_sounds_and_pictures_do_not_touch_the_text(header: str) -> None:
    elements = bytes.fromhex(header)
    if header == "1A0500":
        elements = b"\x1a\x01\x00"
    octets = bytes((len(elements),)) + elements + "Hé".encode("utf-16-be")
    warnings: list[str] = []
    found = userdata.read(bytes((len(octets),)) + octets, 0, True, UCS2, warnings)
    assert (found[2], len(found[0]), warnings) == ("Hé", 1, [])
