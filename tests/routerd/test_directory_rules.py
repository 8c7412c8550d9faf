"""What a contact and an equipment may be; the words of most are in test_requests_directory."""

from __future__ import annotations

import pytest

from routerd.directory import Contact, Equipment, build
from routerd.directory_rules import check_contact, check_equipment, check_name, check_numbers
from smsbus.errors import RequestRefused
from smsbus.numbers import parse_several

ALICE = Contact(id=1, name="Alice", user=None, numbers=parse_several("+33639980001", "FR"))
HOUSE = Equipment(id=1, name="House", contacts=(ALICE,))


@pytest.mark.parametrize("text", ["112", "911", "15", "+33112", "06 39 98 00 02;112"])
def test_no_emergency_number_is_a_contacts(text: str) -> None:
    with pytest.raises(RequestRefused):
        check_numbers(text, "FR")


def test_a_name_is_taken_without_the_blanks_around_it() -> None:
    assert check_name("  Jean d'Ève ", "contact") == "Jean d'Ève"


def test_an_error_names_the_key_that_is_wrong() -> None:
    wrong = [
        (Equipment(id=0, name="Barn", add_unknown=True), "add_unknown"),
        (Equipment(id=0, name="HOUSE"), "name"),
        (Equipment(id=0, name="Barn", modem="none"), "modem"),
    ]
    for equipment, key in wrong:
        with pytest.raises(RequestRefused) as refused:
            check_equipment(build([HOUSE]), equipment, ["gsm"])
        assert refused.value.details == {"key": key}
    with pytest.raises(RequestRefused) as refused:
        check_contact(HOUSE, Contact(id=2, name="Bob", user=None, numbers=ALICE.numbers))
    assert refused.value.details == {"key": "numbers"}


def test_a_contact_may_stay_what_it_is() -> None:
    check_contact(HOUSE, ALICE)
    check_equipment(build([HOUSE]), HOUSE, ["gsm"])
