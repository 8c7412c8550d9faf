"""Watches: what is a wish to be told, the condition in it, and when that holds."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interactd.conditions import Relation
from interactd.watches import Condition, Wish, holds, split


@pytest.mark.parametrize(
    ("text", "thing", "relation", "limit"),
    [
        ("Tell me when the temperature of the bedroom is above 25", "the temperature of the bedroom", "above", "25"),
        ("tell me when the temperature is over 25 °C.", "the temperature", "above", "25"),
        ("let me know when the temperature is more than 25 degrees", "the temperature", "above", "25"),
        ("let me know when the temperature is greater than 25.5", "the temperature", "above", "25.5"),
        ("warn me when the humidity exceeds 60%", "the humidity", "above", "60"),
        ("warn me if the humidity exceeds 60 %", "the humidity", "above", "60"),
        ("please alert me when the tank reaches 1,000 l", "the tank", "at-least", "1000"),
        ("alert me when the temperature goes below -5", "the temperature", "below", "-5"),
        ("alert me when the temperature is below minus 5", "the temperature", "below", "-5"),
        ("alert me when the temperature falls below zero", "the temperature", "below", "0"),
        ("tell me when the temperature is under 19,5", "the temperature", "below", "19.5"),
        ("tell me when the power is less than 3.5kW", "the power", "below", "3.5"),
        ("tell me when the level is at least 50", "the level", "at-least", "50"),
        ("tell me when the level is at most twenty five percent", "the level", "at-most", "25"),
        ("tell me when the level is no longer below 5", "the level", "at-least", "5"),
        ("tell me when the temperature isn't above 25", "the temperature", "at-most", "25"),
        ("tell me when temp bedroom > 25", "temp bedroom", "above", "25"),
        ("tell me when temp bedroom>=25", "temp bedroom", "at-least", "25"),
        ("tell me when temperature is above 25 in the bedroom", "temperature in the bedroom", "above", "25"),
        ("tell me when the room above the garage is over 25", "the room above the garage", "above", "25"),
        ("tell me when the garage door is open", "the garage door", "is", "open"),
        ("tell me when the Garage Door becomes open!", "the Garage Door", "is", "open"),
        ("tell me when the garage door is closed", "the garage door", "is", "closed"),
        ("tell me when the garage door opens", "the garage door", "is", "open"),
        ("tell me when the door that is in the hall is open", "the door that is in the hall", "is", "open"),
        ("tell me when the door is not closed", "the door", "is-not", "closed"),
        ("tell me when the light turns off", "the light", "is", "off"),
        ("tell me when the shutter is at 50", "the shutter", "is", "50"),
        (
            "Préviens-moi quand la température de la chambre dépasse 25",
            "la température de la chambre",
            "above",
            "25",
        ),
        ("dis-moi quand la température est au-dessus de 25 °C", "la température", "above", "25"),
        ("dis moi quand l'humidité est supérieure à 60 %", "l'humidité", "above", "60"),
        ("avertis-moi quand la température passe au-dessus de 25,5", "la température", "above", "25.5"),
        ("avertis-moi si le niveau atteint 50 litres", "le niveau", "at-least", "50"),
        ("alerte-moi si le niveau est inférieur à 50", "le niveau", "below", "50"),
        ("alerte-moi si la température descend sous -5 degrés", "la température", "below", "-5"),
        ("alerte-moi si la température passe sous zéro", "la température", "below", "0"),
        ("alerte-moi si la température est en dessous de moins 5", "la température", "below", "-5"),
        ("alerte-moi si la température est sous 5", "la température", "below", "5"),
        ("alerte-moi si la température n'est plus au-dessus de 19", "la température", "at-most", "19"),
        ("alerte-moi dès que la température monte jusqu'à 25", "la température", "at-least", "25"),
        ("préviens-moi quand la porte est ouverte", "la porte", "is", "ouverte"),
        ("préviens-moi quand la porte n'est pas fermée", "la porte", "is-not", "fermée"),
        ("préviens-moi quand la porte s'ouvre", "la porte", "is", "ouvert"),
        ("préviens-moi quand le volet est à 50", "le volet", "is", "50"),
    ],
)
def test_wishes(text: str, thing: str, relation: Relation, limit: str) -> None:
    wish = split(text)
    assert wish
    assert (wish.questions[0], wish.condition) == (thing, Condition(relation=relation, limit=limit))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tell me when",
        "tell me a joke",
        "tell me the temperature of the bedroom",
        "tell me if the garage door is open",
        "dis-moi si la porte est ouverte",
        "what is the temperature",
        "tell me when dinner is",
        "tell me when above 25",
        "when is the door open",
        "turn on the light when the door is open",
        "the temperature is above 25",
        "préviens-moi",
        "préviens Paul quand la porte est ouverte",
        "tell me when the temperature is above the limit of yesterday",
        "retell me when the door is open",
    ],
)
def test_what_is_no_wish(text: str) -> None:
    assert split(text) is None


def test_the_questions_are_tried_from_the_plainest_on() -> None:
    numeric = split("tell me when the level is above 5")
    state = split("tell me when garage door is open")
    french = split("préviens-moi quand la porte est ouverte")
    assert numeric
    assert state
    assert french
    assert numeric.questions == ("the level", "what is the level")
    assert state.questions == (
        "garage door",
        "is garage door open",
        "is the garage door open",
        "what is garage door",
        "what is the garage door",
    )
    assert "est-ce que la porte est ouverte" in french.questions
    assert "quelle est la porte" in french.questions


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("tell me when the door is open until tomorrow", "until tomorrow"),
        ("tell me when the level is above 5 for 2 hours", "for 2 hours"),
        ("tell me when the level is above 5 litres until monday at 7.", "until monday at 7"),
        ("préviens-moi quand la porte s'ouvre pendant 2 heures", "pendant 2 heures"),
        ("préviens-moi quand le niveau dépasse 5 jusqu'à demain à 7h", "jusqu'à demain à 7h"),
        ("tell me when the level is above 5", ""),
    ],
)
def test_how_long_to_watch_is_left_for_others_to_understand(text: str, ending: str) -> None:
    wish = split(text)
    assert wish
    assert wish.ending == ending
    assert wish.condition.limit in ("open", "5", "ouvert")


@pytest.mark.parametrize(
    ("relation", "limit", "value", "shown", "result"),
    [
        ("above", "25", "25.1", "25.1", True),
        ("above", "25", "25", "25", False),
        ("above", "25", "24,9", "24,9", False),
        ("above", "25", "26 °C", "26 °C", True),
        ("above", "25", " 26\n", "26", True),
        ("above", "0.1", "0.10000000000000000001", "0.1", True),
        ("above", "25", "1e3", "1e3", True),
        ("below", "-5", "\u22126", "\u22126", True),
        ("below", "5", "-0", "0", True),
        ("at-least", "25", "25.0", "25", True),
        ("at-most", "25", "25.01", "25", False),
        ("is", "50", "50.0", "50", True),
        ("is-not", "50", "50", "50", False),
        ("is", "open", "1", "open", True),
        ("is", "open", "1", "Open", True),
        ("is", "open", "0", "closed", False),
        ("is", "open", "OPEN", "OPEN", True),
        ("is-not", "open", "0", "closed", True),
        ("is-not", "open", "1", "open", False),
        ("is", "ouverte", "1", "ouvert", True),
        ("is", "ouvert", "1", "Ouverte", True),
        ("is", "fermée", "0", "fermé", True),
        ("is", "fermé", "0", "fermées", True),
        ("is", "on", "x", "one", False),
        ("above", "25", "on", "on", None),
        ("above", "25", "", "", None),
        ("above", "25", "nan", "nan", None),
        ("above", "25", "Infinity", "Infinity", None),
        ("above", "25", "12:30", "12:30", None),
        ("above", "25", "2026-11-25", "2026-11-25", None),
        ("above", "open", "26", "26", None),
        ("is", "open", "16.3", "16.3 °C", None),
        ("is", "open", "", "", None),
        ("above", "0", "1", "open", True),
    ],
)
def test_when_a_condition_holds(relation: Relation, limit: str, value: str, shown: str, result: bool | None) -> None:
    assert holds(Condition(relation=relation, limit=limit), value, shown) is result


PHRASES = [
    "tell me when",
    "préviens-moi quand",
    "the door",
    "is",
    "n'est",
    "pas",
    "above",
    "dépasse",
    "25",
    "-5",
    "1e9",
    "°C",
    "until",
    "pendant",
    "demain",
    ">",
    "{{x}}",
    "\u202e",
    "open",
]


@given(
    st.text() | st.lists(st.sampled_from(PHRASES), max_size=12).map(" ".join),
    st.text(max_size=40) | st.decimals().map(str),
)
def test_any_text_is_a_wish_or_none_and_any_value_can_be_asked_about(text: str, value: str) -> None:
    wish = split("tell me when " + text) or split(text)
    if wish:
        assert isinstance(wish, Wish)
        assert all(wish.questions)
        assert holds(wish.condition, value, value) in (True, False, None)


@pytest.mark.parametrize("unit", ["is ", "is above 2 x ", "until ", "9", "a", "est plus ", ">", "' "])
def test_long_texts_take_no_longer_than_reading_them(unit: str) -> None:
    text = "tell me when " + unit * (40_000 // len(unit))
    began = time.process_time()
    split(text)
    holds(Condition(relation="above", limit="25"), text, text)
    assert time.process_time() - began < 2
