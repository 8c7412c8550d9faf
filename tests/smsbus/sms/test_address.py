"""Addresses: rows of what people write, octets on the air, and the reading of unsound ones."""

import pytest

from smsbus.sms import address
from smsbus.sms.address import Address, NumberingPlan, TypeOfNumber
from smsbus.sms.errors import DecodeError, EncodeError

ALPHANUMERIC = TypeOfNumber.ALPHANUMERIC


@pytest.mark.parametrize(
    ("text", "octets"),
    [
        ("+33612345678", "0B913316325476F8"),
        ("+33639980001", "0B913336990800F1"),
        ("36105", "05816301F5"),
        ("0639980001", "0A816093890010"),
        ("*100#", "05811A00FB"),
        ("Operateur", "10D04F78591EA697EB72"),
        ("Alarm 1", "0DD0417658DE06C500"),
    ],
)
def test_what_people_write_is_put_into_octets_and_read_back(text: str, octets: str) -> None:
    written = address.write(Address.from_text(text), "da")
    assert written.hex().upper() == octets
    warnings: list[str] = []
    found, end = address.read(written, 0, "da", warnings)
    assert (found.text, end, warnings) == (text, len(written), [])


@pytest.mark.parametrize(
    "text",
    ["", " ", "+", "+33 6 12", "06.12.34", "123456789012345678901", "Temperature!", "[[[[[[", "+Alarm", "Été°"],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(EncodeError):
        Address.from_text(text)


def test_a_name_of_seven_letters_has_13_semi_octets_and_no_eighth_letter() -> None:
    written = address.write(Address(digits="sipgate", ton=ALPHANUMERIC, npi=NumberingPlan.UNKNOWN), "oa")
    assert written[0] == 13
    assert address.read(written, 0, "oa", [])[0].text == "sipgate"


def test_a_final_at_sign_belongs_to_the_name() -> None:
    written = address.write(Address(digits="Home@", ton=ALPHANUMERIC), "oa")
    assert address.read(written, 0, "oa", [])[0].text == "Home@"
    assert address.read(bytes.fromhex("0ED0417658DE06C500"), 0, "oa", [])[0].text == "Alarm 1@"


@pytest.mark.parametrize(
    ("octets", "digits", "warned"),
    [
        ("0081", "", False),
        ("038121F3", "123", False),
        ("03812103", "123", False),  # the last semi-octet is no digit, though it is no filler
        ("0681A1B2DC", "1*2#ab", False),
        ("04812143", "1234", False),
        ("048121F3", "123", True),
        ("0681F1F2F3", "1", True),
    ],
)
def test_digits_are_read_up_to_the_count_or_a_filler(octets: str, digits: str, warned: bool) -> None:
    warnings: list[str] = []
    found, end = address.read(bytes.fromhex(octets), 0, "oa", warnings)
    assert (found.digits, end, bool(warnings)) == (digits, len(octets) // 2, warned)


@pytest.mark.parametrize("octets", ["", "0B", "0B91", "0B9133369908", "1591" + "00" * 20, "FFFF" + "FF" * 200])
def test_an_address_that_is_cut_off_or_too_long_is_an_error(octets: str) -> None:
    with pytest.raises(DecodeError) as caught:
        address.read(bytes.fromhex(octets), 0, "oa", [])
    assert caught.value.field == "oa"


@pytest.mark.parametrize(
    ("octets", "text", "end"),
    [("00", None, 1), ("0181", "", 2), ("0791448720003023", "+447802000332", 8), ("0581214365F7", "1234567", 6)],
)
def test_the_service_centre_counts_octets(octets: str, text: str | None, end: int) -> None:
    found, found_end = address.read_smsc(bytes.fromhex(octets), [])
    assert (found and found.text, found_end) == (text, end)
    assert address.write_smsc(found).hex().upper() == octets


def test_every_type_and_plan_comes_back() -> None:
    for ton in TypeOfNumber:
        for npi in NumberingPlan:
            written = address.write(Address(digits="123", ton=ton, npi=npi), "oa")
            assert address.read(written, 0, "oa", [])[0] == Address(digits="123", ton=ton, npi=npi)


def test_only_an_international_number_has_a_plus_sign() -> None:
    assert Address(digits="336", ton=TypeOfNumber.INTERNATIONAL).text == "+336"
    assert Address(digits="", ton=TypeOfNumber.INTERNATIONAL).text == ""
    assert Address(digits="336", ton=TypeOfNumber.NATIONAL).text == "336"
