"""What a text resembles as a whole, and the sentence that is suggested for it."""

from collections.abc import Callable

import pytest

from interactd.matching import Understanding, understand
from tests.interactd.conftest import Load

HOUSE = """\
[lists]
room = [{ in = "(chambre d'amis|chambre)", out = "guest" }, "kitchen", "entrée"]
level = { from = 5, to = 30 }
[[interaction]]
name = "warm"
sentences = ["[quelle est] la Température de [l'] {room}", "what's the temperature in the {room}"]
reply = "b"
[[interaction]]
name = "secret"
users = ["bob"]
sentences = ["open the hidden cellar", "set the cellar to {level}"]
reply = "b"
[[interaction]]
name = "alarm"
sentences = ["active l'alarme de la maison"]
action = { command = ["/bin/alarm"] }
reply = "b"
[[interaction]]
name = "level"
sentences = ["set the level to {level}"]
reply = "b"
"""


Asked = Callable[..., Understanding]


@pytest.fixture
def asked(load: Load) -> Asked:
    interactions = load(HOUSE)

    def ask(text: str, user: str = "alice") -> Understanding:
        return understand(text, interactions, user)

    return ask


@pytest.mark.parametrize(
    ("text", "closest"),
    [
        ("quelle est la temperature de l'entree et du grenier", "quelle est la température de l'entrée"),
        ("quelle est la pression de chambre d'amis", "quelle est la température de chambre d'amis"),
        ("whats the pressure in the kitchen", "what's the temperature in the kitchen"),
        ("set the level", "set the level to 5"),
        ("good morning", None),
    ],
)
def test_the_closest_sentence_is_written_as_a_person_would(asked: Asked, text: str, closest: str | None) -> None:
    assert asked(text).match is None
    assert asked(text).closest == closest


def test_nothing_that_one_may_not_ask_is_ever_suggested_or_guessed(asked: Asked) -> None:
    for text in ("open the hiden cellar", "open the hidden celar now", "open hidden cellar please"):
        assert asked(text).match is None
        assert asked(text).closest is None
    assert asked("set the cellar to 40").out_of_range is None
    found = asked("open the hiden cellar", "bob").match
    assert found is not None
    assert found.allowed


@pytest.mark.parametrize(
    "text", ["désactive l'alarme de la maison", "n'active pas l'alarme de la maison", "active l'alarme du jardin"]
)
def test_what_acts_is_not_suggested_to_whoever_may_want_the_opposite(asked: Asked, text: str) -> None:
    assert asked(text).match is None
    assert asked(text).closest is None


def test_what_one_asks_exactly_and_may_not_is_said_to_be_so(asked: Asked) -> None:
    found = asked("open the hidden cellar").match
    assert found is not None
    assert not found.allowed


def test_a_number_out_of_range_is_named_with_its_limits(asked: Asked) -> None:
    understanding = asked("set the level to 40")
    assert (understanding.match, understanding.out_of_range) == (None, ("5", "30"))
    assert asked("set the cellar to 40", "bob").out_of_range == ("5", "30")


def test_the_trace_says_what_was_tried_and_why_it_was_not_taken(asked: Asked) -> None:
    trace = asked("set teh levl to 40").trace
    assert trace[0] == 'compared: "set teh levl to 40"'
    assert "exact: no sentence" in trace
    assert trace[-2:] == ("fuzzy: no sentence", 'closest: "set the level to 5"')
    assert 'fuzzy: 95 warm "what s the temperature in the kitchen": "not" turns it round' in (
        asked("what's not the temperature in the kitchen").trace
    )
    assert asked("set the level to 7").trace[-1] == 'exact, 100: level "set the level to {level}", level=7'
    assert asked("").trace == ("there is no word in it",)
    assert "slot: one word must be exact" in asked("temperature").trace
