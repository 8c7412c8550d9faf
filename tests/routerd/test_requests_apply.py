"""A directory from a file: all of it or nothing."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctl import directory_file
from smsbus.codec import from_body
from smsbus.requests import DirectoryApplyRequest, EquipmentListRequest
from smsbus.requests_directory import DirectoryCompareRequest, DirectoryExportRequest
from tests.routerd.house import ALICE, BOB, House

SAMPLE = Path(__file__).parents[2] / "etc" / "directory.toml"


def apply(*equipment: dict[str, Any]) -> DirectoryApplyRequest:
    return from_body({"id": 1, "equipment": list(equipment)}, DirectoryApplyRequest)


def shown(house: House) -> dict[str, list[str]]:
    listed = house.result(EquipmentListRequest(id=2))
    return {item["name"]: [contact["name"] for contact in item["contacts"]] for item in listed}


def test_what_is_declared_is_added_with_its_contacts(empty: House) -> None:
    [document] = empty.result(
        apply({"name": "Barn", "contact": [{"name": "Alice", "numbers": ALICE, "user": "alice"}]})
    )
    assert [(contact["name"], contact["user"]) for contact in document["contacts"]] == [("Alice", "alice")]


def test_what_is_there_is_set_and_what_is_not_declared_stays(empty: House) -> None:
    empty.result(apply({"name": "Barn", "contact": [{"name": "Alice", "numbers": ALICE}]}, {"name": "Shed"}))
    changed = {"name": "Barn", "allow_unknown": True, "contact": [{"name": "Bob", "numbers": BOB, "user": "bob"}]}
    [document] = empty.result(apply(changed))
    assert document["allow_unknown"]
    assert shown(empty) == {"Barn": ["Alice", "Bob"], "Shed": []}
    empty.result(apply({"name": "Barn", "contact": [{"name": "Bob", "numbers": BOB}]}))
    assert shown(empty) == {"Barn": ["Alice", "Bob"], "Shed": []}


def test_applying_the_same_file_again_changes_nothing(empty: House) -> None:
    once = empty.result(apply(*tomllib.loads(SAMPLE.read_text(encoding="utf-8"))["equipment"]))
    again = empty.result(apply(*tomllib.loads(SAMPLE.read_text(encoding="utf-8"))["equipment"]))
    assert once == again
    assert shown(empty) == {"House": ["Alice", "Bob"]}


def test_nothing_is_kept_when_one_declaration_cannot_be(empty: House) -> None:
    wrong = {"name": "Shed", "contact": [{"name": "Bob", "numbers": "112"}]}
    assert empty.error(apply({"name": "Barn"}, wrong)) == "invalid"
    assert shown(empty) == {}


def compare(*equipment: dict[str, Any], **fields: Any) -> DirectoryCompareRequest:
    return from_body({"id": 1, "equipment": list(equipment), **fields}, DirectoryCompareRequest)


def exported(house: House) -> list[dict[str, Any]]:
    """All pages, as `smsctl export` joins them."""
    found: list[dict[str, Any]] = []
    more = True
    after: dict[str, Any] = {}
    while more:
        page = house.result(from_body({"id": 1, **after}, DirectoryExportRequest))
        more = page["more"]
        for equipment in page["equipment"]:
            if found and found[-1]["name"] == equipment["name"]:
                found[-1]["contact"] += equipment["contact"]
            else:
                found.append(equipment)
        if found:
            after = {"after_equipment": found[-1]["name"], "after_contact": None}
            after["after_contact"] = next((contact["name"] for contact in reversed(found[-1]["contact"])), None)
    return found


def test_a_comparison_tells_and_changes_nothing(empty: House) -> None:
    empty.result(apply({"name": "Barn", "contact": [{"name": "Alice", "numbers": ALICE}]}))
    empty.forget()
    declared = {"name": "Barn", "contact": [{"name": "Bob", "numbers": BOB}]}
    told = empty.result(compare(declared, {"name": "Shed"}, remove_others=True))
    assert [(change["change"], change["equipment"], change["contact"]) for change in told] == [
        ("added", "Barn", "Bob"),
        ("removed", "Barn", "Alice"),
        ("added", "Shed", None),
    ]
    assert (shown(empty), empty.events()) == ({"Barn": ["Alice"]}, [])
    assert empty.error(compare({"name": "Barn", "add_unknown": True})) == "invalid"


def test_what_is_not_declared_is_removed_on_request(empty: House) -> None:
    empty.result(apply({"name": "Barn", "contact": [{"name": "Alice", "numbers": ALICE}]}, {"name": "Shed"}))
    declared = {"name": "Barn", "contact": [{"name": "Bob", "numbers": ALICE}]}
    empty.result(from_body({"id": 1, "equipment": [declared], "remove_others": True}, DirectoryApplyRequest))
    assert shown(empty) == {"Barn": ["Bob"]}


def test_two_contacts_may_exchange_their_numbers(empty: House) -> None:
    def people(first: str, second: str) -> dict[str, Any]:
        return {"name": "Barn", "contact": [{"name": "Alice", "numbers": first}, {"name": "Bob", "numbers": second}]}

    empty.result(apply(people(ALICE, BOB)))
    [document] = empty.result(apply(people(BOB, ALICE)))
    assert [contact["numbers"] for contact in document["contacts"]] == [[BOB], [ALICE]]


def test_where_nothing_differs_nothing_is_written_or_told(empty: House) -> None:
    declared = {"name": "Barn", "contact": [{"name": "Alice", "numbers": ALICE}]}
    empty.result(apply(declared))
    empty.forget()
    writes = empty.store.writes
    empty.result(apply(declared))
    assert (empty.events(), empty.store.writes) == ([], writes)


def test_a_large_directory_is_applied_and_exported_in_pages(empty: House) -> None:
    contacts = [{"name": f"Person {number}", "numbers": f"+33639{number:06}"} for number in range(2000)]
    for start in range(0, 2000, 1000):
        [document] = empty.result(apply({"name": "Barn", "contact": contacts[start : start + 1000]}))
        assert (document["contacts"], document["left_out"]) == ([], start + 1000)  # they would not fit the reply
    empty.result(apply({"name": "Attic"}, {"name": "Cellar"}))
    page = empty.result(DirectoryExportRequest(id=1))
    assert page["more"]
    assert [(item["name"], len(item["contact"])) for item in exported(empty)] == [
        ("Attic", 0),
        ("Barn", 2000),
        ("Cellar", 0),
    ]


names = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters=";"), min_size=1, max_size=12).filter(
    lambda text: not text.startswith("@")
)
settings_ = st.fixed_dictionaries(
    {
        "parent_object": st.none() | st.text(st.characters(exclude_categories=("Cs",)), min_size=1),
        "enabled": st.booleans(),
        "visible": st.booleans(),
        "disable_interactions": st.booleans(),
        "allow_unknown": st.just(True),
        "add_unknown": st.booleans(),
        "modem": st.none() | st.just("gsm"),
    }
)
people = st.lists(
    st.tuples(names, st.none() | names, st.lists(st.integers(0, 999_999), min_size=1, max_size=3, unique=True)),
    max_size=4,
    unique_by=(lambda person: person[0].casefold(), lambda person: min(person[2])),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(names, settings_, people), max_size=3, unique_by=lambda item: item[0].casefold()))
def test_an_exported_file_applied_elsewhere_gives_the_same_directory(
    tmp_path_factory: pytest.TempPathFactory, declared: list[tuple[str, dict[str, Any], list[Any]]]
) -> None:
    houses = [House(tmp_path_factory.mktemp("house")) for _ in range(2)]
    equipment = [
        {
            "name": name,
            **fields,
            "contact": [
                {
                    "name": person,
                    "user": user,
                    "numbers": ";".join(
                        f"+33{6 + place}{index}{number:07}" for place, number in enumerate(numbers[:2])
                    ),
                }
                for index, (person, user, numbers) in enumerate(contacts)
            ],
        }
        for name, fields, contacts in declared
    ]
    houses[0].result(apply(*equipment))
    first = exported(houses[0])
    file = houses[0].folder / "directory.toml"
    file.write_text(directory_file.written(first), encoding="utf-8")
    houses[1].result(apply(*directory_file.read(file).equipment))
    assert exported(houses[1]) == first
    assert [item["name"] for item in first] == sorted(name.strip() for name, _, _ in declared)
    for house in houses:
        house.store.close()
