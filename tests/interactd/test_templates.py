"""One template: what it gives, and which are refused before any text meets them."""

import pytest

from interactd.errors import DeclarationError
from interactd.patterns import samples
from interactd.templates import ListFacts, Surroundings, parse, references, rule_references

AROUND = Surroundings(
    lists={
        "room": ListFacts(example="living room", spoken="Living room"),
        "many": ListFacts(example="a", ambiguity=50),
        "any": ListFacts(example="a few words", wildcard=True),
    },
)
SYNONYMS = Surroundings(synonyms={"temperature": ("temp",), "how warm": ("how hot", "how cold")})


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
    shape = parse(written, AROUND).shape
    assert (shape.example, shape.expansions, set(shape.always), dict(shape.slots)) == (
        example,
        expansions,
        always,
        slots,
    )


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("{any}", "would match any text"),
        ("[say] {any}", "would match any text"),
        ("{any:a} a {any:b} b {any:c}", "has 3 wildcards"),
        ("(a|)", "nothing on one side of a |, which does not match"),
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
        ("<rule> of {room}", "there is no rule named rule"),
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
        parse(written, AROUND)
    assert reason in caught.value.reason
    assert caught.value.template == written


def test_an_outline_is_an_example_as_a_person_writes_it_with_its_slots() -> None:
    shape = parse("[Quelle est] la Température (de|du) {room:where}  aujourd’hui ?", AROUND).shape
    assert shape.outline == "Quelle est la Température de {where} aujourd’hui ?"
    assert shape.example == "quelle est la temperature de living room aujourd hui "


def test_a_synonym_may_be_said_wherever_its_word_stands_whole() -> None:
    template = parse("How warm is the temperature", SYNONYMS)
    assert template.shape.expansions == 6
    assert set(samples(template.shape.pattern, 10)) == {
        f"how {how} is the {what}" for how in ("warm", "hot", "cold") for what in ("temperature", "temp")
    }
    assert parse("temperatures", SYNONYMS).shape.expansions == 1


def test_references_to_rules_are_their_names() -> None:
    assert list(rule_references("<please> tell [<me>] {room}")) == ["please", "me"]


def test_references_are_lists_and_ranges_without_their_slots() -> None:
    assert list(references("set {room:where} to {0..100,5:level} {x}")) == ["room", "0..100,5", "x"]
