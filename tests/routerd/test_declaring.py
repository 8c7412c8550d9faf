"""A declaration against what is there."""

from __future__ import annotations

from typing import Any

import pytest

from routerd.declaring import changes, plan
from routerd.directory import Contact, Directory, Equipment, build
from smsbus.codec import from_body
from smsbus.errors import RequestRefused
from smsbus.numbers import parse_several
from smsbus.requests_directory import EquipmentDeclaration
from tests.routerd.house import ALICE, BOB


def person(number: int, name: str, numbers: str, **fields: Any) -> Contact:
    return Contact(id=number, name=name, user=None, numbers=parse_several(numbers, "FR"), **fields)


HOUSE = Equipment(id=1, name="House", contacts=(person(1, "Alice", ALICE), person(2, "Bob", BOB)))
BARN = Equipment(id=2, name="Barn")
DIRECTORY = build([HOUSE, BARN])


def told(*declared: dict[str, Any], directory: Directory = DIRECTORY, remove_others: bool = False) -> list[str]:
    found = plan(
        directory,
        [from_body(item, EquipmentDeclaration) for item in declared],
        region="FR",
        modems=["gsm"],
        remove_others=remove_others,
    )
    return [
        f"{change.change} {change.equipment}{f'/{change.contact}' if change.contact else ''}"
        f" {change.before if change.change == 'changed' else ''}"
        f" {change.after if change.change == 'changed' else ''}".strip()
        for change in changes(found)
    ]


def refused(*declared: dict[str, Any]) -> RequestRefused:
    with pytest.raises(RequestRefused) as error:
        told(*declared)
    return error.value


def test_what_is_the_same_is_no_change() -> None:
    assert told({"name": "House", "contact": [{"name": "Alice", "numbers": "06 39 98 00 01"}]}) == []


def test_what_is_new_is_added_and_what_differs_is_told_field_by_field() -> None:
    assert told(
        {"name": "house", "modem": "gsm", "contact": [{"name": "Alice", "numbers": ALICE, "user": "alice"}]},
        {"name": "Shed", "contact": [{"name": "Carol", "numbers": BOB}]},
    ) == [
        "changed house {'name': 'House', 'modem': None} {'name': 'house', 'modem': 'gsm'}",
        "changed house/Alice {'user': None} {'user': 'alice'}",
        "added Shed",
        "added Shed/Carol",
    ]


def test_what_is_not_declared_is_removed_only_on_request() -> None:
    declared = {"name": "House", "contact": [{"name": "Alice", "numbers": ALICE}]}
    assert told(declared) == []
    assert told(declared, remove_others=True) == ["removed House/Bob", "removed Barn"]


def test_the_numbers_of_a_contact_that_goes_are_free() -> None:
    declared = {"name": "House", "contact": [{"name": "Alice", "numbers": f"{ALICE};{BOB}"}]}
    assert refused(declared).code == "exists"
    assert told(declared, remove_others=True)[0].startswith("changed House/Alice")


def test_a_contact_that_was_added_automatically_counts_as_looked_at() -> None:
    directory = build([Equipment(id=1, name="House", contacts=(person(1, "Alice", ALICE, added_automatically=True),))])
    assert told({"name": "House", "contact": [{"name": "Alice", "numbers": ALICE}]}, directory=directory) == [
        "changed House/Alice {'added_automatically': True} {'added_automatically': False}"
    ]


@pytest.mark.parametrize(
    ("declared", "code", "place"),
    [
        ([{"name": "Barn"}, {"name": "barn "}], "invalid", {"equipment": 1, "key": "name"}),
        ([{"name": ""}], "invalid", {"equipment": 0, "key": "name"}),
        ([{"name": "a", "add_unknown": True}], "invalid", {"equipment": 0, "key": "add_unknown"}),
        ([{"name": "a", "modem": "none"}], "not-found", {"equipment": 0, "key": "modem"}),
        (
            [{"name": "a", "contact": [{"name": "b", "numbers": ALICE}, {"name": "B", "numbers": BOB}]}],
            "invalid",
            {"equipment": 0, "contact": 1, "key": "name"},
        ),
        (
            [{"name": "a"}, {"name": "b", "contact": [{"name": "c", "numbers": "+33639980001;112"}]}],
            "invalid",
            {"equipment": 1, "contact": 0, "key": "numbers"},
        ),
        (
            [{"name": "a", "contact": [{"name": "b", "numbers": ALICE}, {"name": "c", "numbers": "0639980001"}]}],
            "exists",
            {"equipment": 0, "contact": 1, "key": "numbers"},
        ),
        (
            [{"name": "House", "contact": [{"name": "Carol", "numbers": BOB}]}],
            "exists",
            {"equipment": 0, "contact": 0, "key": "numbers"},
        ),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(
    declared: list[dict[str, Any]], code: str, place: dict[str, Any]
) -> None:
    error = refused(*declared)
    assert (error.code, error.details) == (code, place)
