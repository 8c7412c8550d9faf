"""Numbers as wholes: what is the same number, what only looks like it."""

import pytest

from smsbus import numbers
from smsbus.numbers import InvalidNumber, Number, NumberKind


@pytest.mark.parametrize(
    ("written", "e164"),
    [
        ("+33639980001", "+33639980001"),
        ("0033639980001", "+33639980001"),
        ("06 39 98 00 01", "+33639980001"),
        ("06.39.98.00.01", "+33639980001"),
        ("+33 (6) 39-98-00-01", "+33639980001"),
        ("+33\u00a06\u00a039\u00a098\u00a000\u00a001", "+33639980001"),
        ("+44 7700 900123", "+447700900123"),
    ],
)
def test_the_ways_people_write_a_number_give_one_form(written: str, e164: str) -> None:
    assert numbers.parse(written, "FR") == Number(kind=NumberKind.INTERNATIONAL, value=e164)


@pytest.mark.parametrize("code", ["36105", "3646", "712"])
def test_a_short_code_stays_as_it_is(code: str) -> None:
    assert numbers.parse(code, "FR") == Number(kind=NumberKind.SHORT, value=code)


@pytest.mark.parametrize("emergency", ["112", "15", "17", "18", "911"])
def test_an_emergency_number_is_refused(emergency: str) -> None:
    with pytest.raises(InvalidNumber):
        numbers.parse(emergency, "FR")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Alice",
        "639980001",
        "33639980001",
        "+336JEEDOM00",
        "+33639980001;ext=5",
        "+33639980001x5",
        "٠٦٣٩٩٨٠٠٠١",
        "+",
        "12",
        "+3363",
        "0" * 40,
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(InvalidNumber):
        numbers.parse(text, "FR")


def test_a_contact_cannot_have_a_short_code() -> None:
    with pytest.raises(InvalidNumber, match="short code"):
        numbers.parse_several("+33639980001;36105", "FR")


def test_several_numbers_are_taken_once_each_in_order() -> None:
    several = numbers.parse_several("0639980002; +33639980001 ;;+33639980002", "FR")
    assert [str(number) for number in several] == ["+33639980002", "+33639980001"]


def test_no_number_at_all_is_refused() -> None:
    with pytest.raises(InvalidNumber, match="at least one"):
        numbers.parse_several(" ; ", "FR")


@pytest.mark.parametrize(
    ("text", "sender_type", "kind", "value"),
    [
        ("+33639980001", "international", NumberKind.INTERNATIONAL, "+33639980001"),
        ("33639980001", "international", NumberKind.INTERNATIONAL, "+33639980001"),
        ("0639980001", "national", NumberKind.INTERNATIONAL, "+33639980001"),
        ("639980001", "national", NumberKind.INTERNATIONAL, "+33639980001"),
        ("0639980001", "unknown", NumberKind.INTERNATIONAL, "+33639980001"),
        ("0033639980001", "unknown", NumberKind.INTERNATIONAL, "+33639980001"),
        ("639980001", "unknown", NumberKind.SHORT, "639980001"),
        ("33639980001", "unknown", NumberKind.SHORT, "33639980001"),
        ("36105", "unknown", NumberKind.SHORT, "36105"),
        ("112", "unknown", NumberKind.SHORT, "112"),
        ("112", "international", NumberKind.SHORT, "112"),
        ("Operateur", "alphanumeric", NumberKind.ALPHANUMERIC, "Operateur"),
        ("+33639980001", "alphanumeric", NumberKind.ALPHANUMERIC, "+33639980001"),
        ("0639980001", "alphanumeric", NumberKind.ALPHANUMERIC, "0639980001"),
        ("+336JEEDOM00", "international", NumberKind.ALPHANUMERIC, "+336JEEDOM00"),
        ("*100#", "unknown", NumberKind.ALPHANUMERIC, "*100#"),
        ("", "unknown", NumberKind.ALPHANUMERIC, ""),
    ],
)
def test_the_type_of_number_decides_what_a_sender_is(text: str, sender_type: str, kind: NumberKind, value: str) -> None:
    assert numbers.from_network(text, sender_type, "FR") == Number(kind=kind, value=value)


@pytest.mark.parametrize("lookalike", ["+3239980001", "+1639980001", "+330639980001", "+4433639980001", "639980001"])
def test_a_shared_tail_does_not_make_two_numbers_the_same(lookalike: str) -> None:
    assert numbers.from_network(lookalike, "international", "FR") != numbers.parse("+33639980001", "FR")


@pytest.mark.parametrize(
    ("written", "region", "e164"),
    [
        ("(415) 555-1212", "US", "+14155551212"),
        ("1 415 555 1212", "US", "+14155551212"),
        ("612 34 56 78", "ES", "+34612345678"),
        ("06 1234 5678", "IT", "+390612345678"),
        ("07700 900123", "GB", "+447700900123"),
    ],
)
def test_each_region_has_its_own_national_form(written: str, region: str, e164: str) -> None:
    assert str(numbers.parse(written, region)) == e164


def test_a_masked_number_shows_country_and_tail_only() -> None:
    assert numbers.parse("+33639980001", "FR").masked == "+336*****001"
