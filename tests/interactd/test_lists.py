"""Lists: values with brackets written out, ranges, and what is refused."""

import pytest

from interactd import lists
from interactd.errors import DeclarationError


def test_a_value_with_brackets_is_written_out_and_gives_its_out() -> None:
    room = lists.read("room", [{"in": "(living room|[grand] salon)", "out": "living"}, "Chambre d'amis"])
    assert list(room.readings.items()) == [
        ("living room", "living"),
        ("grand salon", "living"),
        ("salon", "living"),
        ("chambre d amis", "Chambre d'amis"),
    ]
    assert room.outs == ("living", "Chambre d'amis")
    assert room.facts.example == "living room"


def test_values_that_begin_alike_count_as_ways_to_read_a_text() -> None:
    assert lists.read("bed", ["bed", "bedroom", "bedroom one", "kitchen"]).facts.ambiguity == 3


def test_numbers_may_be_an_out() -> None:
    assert lists.read("level", [{"in": "half", "out": 50}]).outs == ("50",)


def test_a_range_gives_its_ends() -> None:
    assert lists.read("level", {"from": 0, "to": 100, "step": 5}).outs == ("0", "100")
    inline = lists.inline_range("5..30")
    assert inline is not None
    assert inline.outs == ("5", "30")
    assert lists.inline_range("room") is None


@pytest.mark.parametrize(
    ("declared", "reason"),
    [
        ([], "must be a list of texts"),
        ("bedroom", "must be a list of texts"),
        ([1], "a value of a list is a text"),
        ([{"out": "x"}], "`in` must be a text"),
        ([{"in": "(a|b)"}], "needs an `out`"),
        (["(a|b)"], "needs an `out`"),
        ([{"in": "a", "out": True}], "`out` must be a text or a number"),
        ([{"in": "a", "out": "b", "context": {}}], "context is not available in this version"),
        ([{"in": "a", "uot": "b"}], "unknown key uot"),
        ([{"in": "a {room}", "out": "b"}], "there is no list named room"),
        (["a", "A"], 'has "a" twice'),
        (["?"], "has no word in it"),
        ([{"in": "(a|b) " * 7, "out": "x"}], "can be read in 128 ways"),
        ([str(number) for number in range(1001)], "more than 1000 values"),
        ({"wildcard": False}, "wildcard must be true"),
        ({"wildcard": True, "from": 0}, "unknown key from"),
        ({"from": 0}, "whole numbers"),
        ({"from": 0, "to": True}, "whole numbers"),
        ({"from": 5, "to": 0}, "must run upwards"),
        ({"from": 0, "to": 10, "step": 0}, "must run upwards"),
        ({"from": 0, "to": 10**9}, "more than 10000 numbers"),
    ],
)
def test_a_list_that_cannot_be_used_is_refused_with_the_reason(declared: object, reason: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        lists.read("room", declared)
    assert reason in caught.value.reason


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("5", "5"),
        ("05", "5"),
        ("30", "30"),
        ("-5", "-5"),
        ("7", None),
        ("35", None),
        ("-10", None),
        ("5.0", None),
        ("17:30", None),
        ("five", None),
        ("", None),
        ("٢٠", None),
        ("9" * 5000, None),
    ],
)
def test_words_name_a_number_of_a_range_when_they_are_one_on_its_steps(words: str, number: str | None) -> None:
    assert lists.named(lists.read("level", {"from": -5, "to": 30, "step": 5}), words) == number


def test_words_name_a_text_of_a_list_to_the_letter() -> None:
    room = lists.read("room", [{"in": "(living room|[grand] salon)", "out": "living"}, "20"])
    assert [lists.named(room, words) for words in ("salon", "grand salon", "20")] == ["living", "living", "20"]
    assert [lists.named(room, words) for words in ("the salon", "living", "salo", "25")] == [None] * 4
