"""Directory rows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from routerd import store_directory
from routerd.directory import Contact, Equipment
from routerd.store import Unstorable
from smsbus.numbers import parse_several
from tests.routerd.house import ALICE, BOB, House


def test_what_is_written_is_read_back(empty: House) -> None:
    equipment = Equipment(id=0, name="home", parent_object="House", visible=False, allow_unknown=True, modem="gsm")
    equipment = replace(equipment, id=store_directory.add_equipment(empty.store, equipment))
    contact = Contact(id=0, name="Alice", user="alice", numbers=parse_several(f"{BOB};{ALICE}", "FR"))
    contact = replace(contact, id=store_directory.add_contact(empty.store, equipment, contact))
    store_directory.mute(empty.store, BOB, 1)
    directory = store_directory.load(empty.store)
    assert directory.equipments == (replace(equipment, contacts=(contact,)),)
    assert directory.muted == {BOB}


def test_a_number_is_one_persons_within_an_equipment_whatever_the_code_above_forgets(empty: House) -> None:
    equipment = Equipment(id=0, name="home")
    equipment = replace(equipment, id=store_directory.add_equipment(empty.store, equipment))
    store_directory.add_contact(
        empty.store, equipment, Contact(id=0, name="a", user=None, numbers=parse_several(BOB, "FR"))
    )
    with pytest.raises(Unstorable):
        store_directory.add_contact(
            empty.store, equipment, Contact(id=0, name="b", user=None, numbers=parse_several(BOB, "FR"))
        )
