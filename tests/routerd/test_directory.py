"""The snapshot of equipments and contacts."""

from __future__ import annotations

import pytest

from routerd.directory import Contact, Directory, Equipment, build
from smsbus.numbers import Number, NumberKind, from_network

ALICE = Number(kind=NumberKind.INTERNATIONAL, value="+33639980001")


def contact(name: str = "Alice", *numbers: Number) -> Contact:
    return Contact(id=1, name=name, user=None, numbers=numbers or (ALICE,))


@pytest.fixture
def directory() -> Directory:
    return build(
        [
            Equipment(id=2, name="work", contacts=(contact("Ms A."),)),
            Equipment(id=1, name="home", contacts=(contact(),)),
            Equipment(id=3, name="attic", enabled=False, contacts=(contact(),)),
        ]
    )


def test_equipments_that_know_a_number_come_by_name_and_disabled_ones_not_at_all(directory: Directory) -> None:
    assert [(equipment.name, person.name) for equipment, person in directory.knowing(ALICE)] == [
        ("home", "Alice"),
        ("work", "Ms A."),
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("+44639980001", "international"),  # the same tail in another country
        ("+32639980001", "international"),
        ("+1639980001", "international"),
        ("+590639980001", "international"),
        ("+3630639980001", "international"),
        ("+4433639980001", "international"),  # the whole number as the tail of another
        ("+133639980001", "international"),
        ("+336399800012", "international"),
        ("+3363998000", "international"),
        ("+330639980001", "international"),  # a trunk prefix where none belongs
        ("+0033639980001", "international"),
        ("0044639980001", "unknown"),
        ("33639980001", "unknown"),
        ("639980001", "unknown"),
        ("0639980001 ", "unknown"),
        ("+336JEEDOM00", "international"),
        ("+336JEEDOM00", "alphanumeric"),
        ("+336ZZQQTOO1", "alphanumeric"),
        ("\uff0b33639980001", "international"),  # a plus sign of full width
        ("+\u0663\u0663639980001", "international"),  # Arabic-Indic digits
        ("06.39.98.00.01", "alphanumeric"),
        ("639980001", "alphanumeric"),
        ("+33639980001", "alphanumeric"),  # an alphanumeric sender that spells the number
        ("980001", "unknown"),
        ("0001", "abbreviated"),
    ],
)
def test_a_number_that_only_looks_alike_is_not_known(directory: Directory, text: str, kind: str) -> None:
    assert directory.knowing(from_network(text, kind, "FR")) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("+33639980001", "international"),
        ("33639980001", "international"),
        ("0639980001", "national"),
        ("639980001", "national"),
        ("0639980001", "unknown"),
        ("0033639980001", "unknown"),
    ],
)
def test_the_same_number_is_known_in_every_form_the_network_gives(directory: Directory, text: str, kind: str) -> None:
    assert len(directory.knowing(from_network(text, kind, "FR"))) == 2


def test_names_are_found_whatever_their_case(directory: Directory) -> None:
    home = directory.equipment("HOME")
    assert home is not None
    assert home.contact("alice") is home.contacts[0]
    assert directory.equipment("garage") is None
    assert [equipment.name for equipment, _ in directory.contacts_named("aLICE")] == ["home"]
