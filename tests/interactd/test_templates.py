"""One template: what it gives, and which are refused before any text meets them."""

import pytest

from interactd.errors import DeclarationError
from interactd.templates import ListFacts, parse, references

LISTS = {"room": ListFacts(example="living room"), "many": ListFacts(example="a", ambiguity=50)}


@pytest.mark.parametrize(
    ("written", "example", "expansions", "always", "slots"),
    [
        ("hello", "hello", 1, set(), {}),
        ("the temperature of [the] {room}", "the temperature of the living room", 2, {"room"}, {"room": "room"}),
        ("(warm|cold) in {room:where}", "warm in living room", 2, {"where"}, {"where": "room"}),
        ("warm [in {room}]", "warm in living room", 2, set(), {"room": "room"}),
        ("({room} warm|warm {room})", "living room warm", 2, {"room"}, {"room": "room"}),
        ("say {many}", "say a", 50, {"many"}, {"many": "many"}),
    ],
)
def test_a_template_knows_its_slots_its_size_and_an_example(
    written: str, example: str, expansions: int, always: set[str], slots: dict[str, str]
) -> None:
    shape = parse(written, LISTS).shape
    assert (shape.example, shape.expansions, set(shape.always), dict(shape.slots)) == (
        example,
        expansions,
        always,
        slots,
    )


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("what is {nothing}", "there is no list named nothing"),
        ("what is {room", "'{' is never closed"),
        ("what is room}", "'}' closes nothing"),
        ("what [is (the] room)", "']' closes nothing"),
        ("what is () the", "nothing inside '()'"),
        ("what is {}", "nothing inside '{}'"),
        ("[hello]", "would match an empty text"),
        ("?!", "has no word in it"),
        ("(a|[b])", "would match an empty text"),
        ("from {room} to {room}", "gives {room} twice"),
        ("<rule> of {room}", "not available in this version"),
        ("play {room:@title}", "not available in this version"),
        ("set {room:2 b}", "needs a name"),
        ("x " + "[a] " * 11, "has 11 optional pieces"),
        ("x " + "(a|b) " * 12, "can be read in 4096 ways"),
        ("{many:a} {many:b}", "can be read in 2500 ways"),
        ("(a;b;c;d;e;f)", "6 pieces in any order"),
        ("(" * 9 + "a" + ")" * 9, "more than 8 brackets"),
        ("(" * 5000 + "a" + ")" * 5000, "longer than 480 characters"),
        ("[" * 200, "more than 8 brackets"),
        ("a" * 481, "longer than 480 characters"),
    ],
)
def test_a_template_that_cannot_be_used_is_refused_with_the_reason(written: str, reason: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        parse(written, LISTS)
    assert reason in caught.value.reason
    assert caught.value.template == written


def test_references_are_lists_and_ranges_without_their_slots() -> None:
    assert list(references("set {room:where} to {0..100,5:level} {x}")) == ["room", "0..100,5", "x"]
