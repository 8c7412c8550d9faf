"""Compiled templates: what every matching text must hold, and how they can be read."""

import pytest

from interactd.patterns import Choice, Clause, Pattern, Row, Slot, Text, clauses, count, row, samples, slots, words
from interactd.templates import ListFacts, Surroundings, parse

AROUND = Surroundings(lists={"room": ListFacts(example="kitchen"), "n": ListFacts(example="1")})


def compiled(written: str) -> Pattern:
    return parse(written, AROUND).shape.pattern


def test_neighbouring_texts_become_one_and_blanks_do_not_double() -> None:
    assert row([Text(text="the "), Text(text=" red "), Row(items=(Text(text="door"),))]) == Text(text="the red door")


def test_an_optional_piece_is_a_choice_with_nothing() -> None:
    assert compiled("open [the] gate") == Row(
        items=(Text(text="open "), Choice(items=(Text(text="the"), Row(items=()))), Text(text=" gate"))
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("open the gate", [{"open"}, {"the"}, {"gate"}]),
        ("open [the] gate", [{"open"}, {"gate"}]),
        ("(turn|switch) on", [{"turn", "switch"}, {"on"}]),
        ("(turn it|switch) on", [{"turn", "switch"}, {"on"}]),
        ("([a] b|c) d", [{"b", "c"}, {"d"}]),
        ("(now;please) go", [{"now"}, {"please"}, {"go"}]),
        ("light[s] on", [{"on"}]),
        ("un{room} it", [{"it"}]),
        ("the {room}s", [{"the"}]),
        ("{room}", []),
    ],
)
def test_indispensable_words_are_whole_words(written: str, expected: list[set[str]]) -> None:
    assert [set(clause) for clause in clauses(compiled(written))] == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{room}", [{"kitchen", "bath"}]),
        ("warm {room}", [{"warm"}, {"kitchen", "bath"}]),
        ("warm[{room}]", []),
        ("x{room}", []),
        ("{n}", []),
    ],
)
def test_the_first_words_of_values_count_where_they_stand_alone(written: str, expected: list[set[str]]) -> None:
    firsts: dict[str, Clause | None] = {"room": frozenset({"kitchen", "bath"}), "n": None}
    assert [set(clause) for clause in clauses(compiled(written), firsts)] == expected


def test_samples_come_by_every_choice_before_they_are_all_there() -> None:
    pattern = compiled("[please] (turn|switch) (on|off) [the] {room:where}")
    assert count(pattern) == 16
    assert len(samples(pattern, 100)) == 16
    few = samples(pattern, 5)
    assert len(few) == 5
    for word in ("please", "turn", "switch", "on", "off", "the", "{where}"):
        assert any(word in sample.split() for sample in few), word


def test_slots_and_words_are_found_at_any_depth() -> None:
    pattern = compiled("[in [the] {room}] (warm;{n:level})")
    assert list(slots(pattern)) == [Slot(name="room", source="room"), Slot(name="level", source="n")]
    assert list(words(pattern)) == ["in", "the", "warm"]
