"""Rules: shared pieces of sentences."""

import pytest

from interactd import rules
from interactd.errors import DeclarationError
from interactd.patterns import samples
from interactd.templates import ListFacts, Surroundings, parse

AROUND = Surroundings(lists={"room": ListFacts(example="kitchen", spoken="kitchen")})


def test_a_rule_stands_for_its_text_and_may_name_rules_and_lists() -> None:
    shapes = rules.read({"where": "<of> [the] {room}", "of": "(of|in)", "me": "[me]"}, AROUND)
    template = parse("tell <me> <where>", Surroundings(lists=AROUND.lists, rules=shapes))
    assert set(samples(template.shape.pattern, 100)) == {
        f"tell {rest}".strip()
        for rest in [f"{me}{of} {the}{{room}}" for me in ("me ", "") for of in ("of", "in") for the in ("the ", "")]
    }
    assert template.shape.slots == {"room": "room"}
    assert template.shape.outline == "tell me of the {room}"


@pytest.mark.parametrize(
    ("declared", "reason"),
    [
        ({"a": "<a>"}, "the rule a holds itself: a -> a"),
        ({"a": "x <b>", "b": "[<c>]", "c": "(y|<a>)"}, "the rule a holds itself: a -> b -> c -> a"),
        ({"a": "<b>"}, "the rule a: there is no rule named b"),
        ({"a": "{cellar}"}, "the rule a: there is no list named cellar"),
        ({"a": "(x"}, "the rule a: '(' is never closed"),
        ({"a": 5}, "the rule a must be a text"),
        ({"a b": "x"}, "needs a name of letters"),
        ({f"a{n}": f"x <a{n + 1}>" for n in range(9)} | {"a9": "x"}, "more than 8 deep"),
        ({"a": "(w|x|y|z) (w|x|y|z)", "b": "<a> <a> <a>"}, "ways; at most 2048"),
        ({f"a{n}": f"<a{n + 1}> <a{n + 1}> <a{n + 1}>" for n in range(7)} | {"a7": "x"}, "pieces with its rules"),
        ({f"a{n}": "x" for n in range(201)}, "more than 200 rules"),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused(declared: dict[str, object], reason: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        rules.read(declared, AROUND)
    assert reason in caught.value.reason
