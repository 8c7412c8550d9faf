"""What would go wrong at a question is found when the file is read."""

from pathlib import Path

import pytest

from interactd import lists
from interactd.connectors import command, file
from interactd.errors import DeclarationError
from interactd.patterns import AnyOrder, Row, Slot, Text
from interactd.rehearsal import Rehearsal, telling
from interactd.templates import Shape, Surroundings, Template, parse

LISTS = {
    "room": lists.read("room", ["bedroom", {"in": "cellar", "out": "../cellar"}]),
    "door": lists.read("door", [{"in": "front", "out": "front door"}]),
    "any": lists.read("any", {"wildcard": True}),
}


def test_a_value_that_may_not_stand_in_a_source_is_named() -> None:
    rehearsal = Rehearsal(LISTS)
    rehearsal.source(command.declare(["x", "{room}"], Path("/s")), {"room": "room"})
    rehearsal.source(file.declare("{door}", Path("/s")), {"door": "door"})
    with pytest.raises(DeclarationError, match=r"may not be part of a path: '\.\./cellar' of the list room"):
        rehearsal.source(file.declare("{door}-{room}", Path("/s")), {"door": "door", "room": "room"})


def test_of_many_plain_values_one_of_each_sort_is_tried_and_of_others_all() -> None:
    plain = [f"room {number}" for number in range(500)] + [str(number) for number in range(500)]
    assert telling([*plain, "entrée", "../a", "#"]) == ["room 0", "0", "entrée", "../a", "#"]


def test_a_sentence_that_does_not_match_its_own_example_is_refused() -> None:
    around = Surroundings(lists={name: values.facts for name, values in LISTS.items()})
    rehearsal = Rehearsal(LISTS)
    rehearsal.sentence(parse("say {any} [in] {room}", around))
    with pytest.raises(DeclarationError, match="does not match"):
        rehearsal.sentence(parse("say{any}", around))


def test_a_sentence_that_takes_too_many_steps_is_refused() -> None:
    # Such a one is refused as a template already: this is the net below.
    wildcards = AnyOrder(items=tuple(Row(items=(Text(text=" "), Slot(name=name, source="any"))) for name in "abcdef"))
    shape = Shape(pattern=wildcards, example=" ".join("abcdef"))
    with pytest.raises(DeclarationError, match="takes too long to compare"):
        Rehearsal(LISTS).sentence(Template(written="...", folded="...", shape=shape))
