"""Follow-ups: one value of the previous question replaced, and nothing else said."""

import pytest

from interactd.follow_ups import follow
from interactd.interactions import Interactions
from tests.interactd.conftest import Load

FILE = """
[lists]
room = [
  { in = "(living room|lounge|salon)", out = "living" },
  { in = "(bedroom|chambre)", out = "bed" },
  { in = "[the] kitchen", out = "kitchen" },
  { in = "chambre d'amis", out = "guests" },
]
state = ["on", "off"]

[[interaction]]
name = "temperature"
sentences = ["what is the temperature of [the] {room}", "how warm is it"]
value = { text = "16.3" }

[[interaction]]
name = "light"
sentences = ["turn {state} the light of [the] {room}"]
action = { command = ["/usr/bin/true"] }
reply = "Done."

[[interaction]]
name = "heat"
sentences = ["heat [the] {room} to {5..30:level}"]
action = { command = ["/usr/bin/true"] }
reply = "Done."

[[interaction]]
name = "way"
sentences = ["how far is it from {room} to {room:goal}"]
value = { text = "3" }
"""


@pytest.fixture
def interactions(load: Load) -> Interactions:
    return load(FILE)


def followed(interactions: Interactions, text: str, name: str, **slots: str) -> dict[str, str] | None:
    return follow(text, interactions.by_name[name], slots, interactions.lists)


@pytest.mark.parametrize(
    ("text", "room"),
    [
        ("and in the bedroom ?", "bed"),
        ("And the KITCHEN?", "kitchen"),
        ("bedroom?", "bed"),
        ("et dans la chambre ?", "bed"),
        ("Et le salon ?", "living"),
        ("et celle de la chambre d’amis", "guests"),
        ("et pour la chambre", "bed"),
        ("what about the living room", "living"),
        ("what about the lounge, please", "living"),
        ("qu'en est-il du salon ?", "living"),
        ("and\u200f in the \u202ebedroom", "bed"),
        ("and in the kitchen", "kitchen"),
        ("{{ bedroom }}", "bed"),
    ],
)
def test_the_value_that_a_follow_up_names_replaces_the_previous_one(
    interactions: Interactions, text: str, room: str
) -> None:
    assert followed(interactions, text, "temperature", room="kitchen") == {"room": room}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "and",
        "and in the",
        "and in the bathroom",
        "and in the bedrom",
        "and not in the bedroom",
        "et pas dans la chambre",
        "sauf la chambre",
        "and tomorrow in the bedroom",
        "and in the bedroom in 10 minutes",
        "what about tomorrow's weather in the bedroom",
        "bedroom and kitchen",
        "bedroom bedroom",
        "salon lounge",
        "bed",
        "guests",
        "{room}",
        "bedroom; rm -rf /",
        "../bedroom/x",
        "the " * 30 + "bedroom",
        "and " + " " * 500 + "bedroom",
        "\0\x1b[2J",
    ],
)
def test_what_says_anything_else_is_no_follow_up(interactions: Interactions, text: str) -> None:
    assert followed(interactions, text, "temperature", room="kitchen") is None


def test_the_other_slots_stay(interactions: Interactions) -> None:
    assert followed(interactions, "and the bedroom", "light", room="kitchen", state="on") == {
        "room": "bed",
        "state": "on",
    }


def test_two_slots_are_replaced_when_each_is_named_once(interactions: Interactions) -> None:
    assert followed(interactions, "and the bedroom off", "light", room="kitchen", state="on") == {
        "room": "bed",
        "state": "off",
    }
    assert followed(interactions, "and the bedroom off on", "light", room="kitchen", state="on") is None


def test_a_value_that_may_be_a_mere_preposition_counts_only_when_it_is_the_only_one(interactions: Interactions) -> None:
    assert followed(interactions, "and on ?", "light", room="kitchen", state="off") == {
        "room": "kitchen",
        "state": "on",
    }
    assert followed(interactions, "and on the bedroom", "light", room="kitchen", state="off") is None
    assert followed(interactions, "and on the bedroom", "temperature", room="kitchen") == {"room": "bed"}


def test_a_number_replaces_a_number(interactions: Interactions) -> None:
    assert followed(interactions, "and at 20 ?", "heat", room="bed", level="18") == {"room": "bed", "level": "20"}
    assert followed(interactions, "et à 20 °", "heat", room="bed", level="18") == {"room": "bed", "level": "20"}
    assert followed(interactions, "the kitchen at 7", "heat", room="bed", level="18") == {
        "room": "kitchen",
        "level": "7",
    }


@pytest.mark.parametrize("text", ["and at 31", "and at 20:00", "and at 20.5", "and at 20 to 21", "in 10 minutes"])
def test_a_number_outside_the_range_or_of_another_kind_is_no_follow_up(interactions: Interactions, text: str) -> None:
    assert followed(interactions, text, "heat", room="bed", level="18") is None


def test_a_value_that_two_slots_could_hold_is_no_follow_up(interactions: Interactions) -> None:
    assert followed(interactions, "and the kitchen", "way", room="bed", goal="living") is None


def test_a_slot_that_the_previous_question_did_not_give_is_not_added(interactions: Interactions) -> None:
    assert followed(interactions, "and in the bedroom", "temperature") is None


TWO_LANGUAGES = """
[lists]
room = [ { in = "lounge", out = "living" }, "bedroom", { in = "main", out = "entrance" } ]
piece = [ { in = "salon", out = "living" }, { in = "chambre", out = "bedroom" }, { in = "main", out = "hand" } ]

[[interaction]]
name = "temperature"
sentences = { en = ["how warm is the {room}"], fr = ["combien fait il dans la {piece:room}"] }
value = { text = "16.3" }
"""


@pytest.mark.parametrize(
    ("text", "room"),
    [
        ("and in the bedroom ?", "bedroom"),
        ("et dans la chambre ?", "bedroom"),
        ("et le salon ?", "living"),
        ("and in the main", None),  # the two lists mean two things by it
    ],
)
def test_a_slot_that_has_a_list_for_each_language_is_followed_in_both(load: Load, text: str, room: str | None) -> None:
    followed_up = followed(load(TWO_LANGUAGES), text, "temperature", room="living")
    assert followed_up == (None if room is None else {"room": room})
