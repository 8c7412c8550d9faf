"""A directory from a file: all of it or nothing."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from smsbus.codec import from_body
from smsbus.requests import DirectoryApplyRequest, EquipmentListRequest
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
