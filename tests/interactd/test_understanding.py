"""What people text to a house (`house.toml`), as tables: `understood.txt` and `not_understood.txt`."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactd import sentences
from interactd.matching import Match, Stage, understand

FOLDER = Path(__file__).parent
HOUSE = sentences.load(FOLDER / "house.toml")


def rows(name: str) -> Iterator[tuple[str, str]]:
    """(text, what is expected) of each row."""
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            text, _, expected = line.rpartition(" -> ")
            yield text, expected


def written(found: Match | None) -> str:
    """A match as the tables write it; what acts and is not exact is to be confirmed."""
    if found is None:
        return "nothing"
    words = [found.interaction.name, *(f"{name}={value}" for name, value in found.slots.items())]
    if found.stage is not Stage.EXACT:
        words.append(found.stage)
        words += ["confirm"] * found.interaction.acts
    return " ".join(words)


def sorted_words(expected: str) -> list[str]:
    return sorted(expected.replace("=", " = ").split())


@pytest.mark.parametrize(("text", "expected"), [*rows("understood.txt")])
def test_is_understood(text: str, expected: str) -> None:
    understanding = understand(text, HOUSE, "alice")
    assert sorted_words(written(understanding.match)) == sorted_words(expected), "\n".join(understanding.trace)


@pytest.mark.parametrize(("text", "expected"), [*rows("not_understood.txt")])
def test_is_not_understood_or_to_be_confirmed(text: str, expected: str) -> None:
    understanding = understand(text, HOUSE, "alice")
    found = understanding.match
    if found is not None:
        assert found.interaction.acts
        assert expected == f"confirm {found.interaction.name} {found.stage}", "\n".join(understanding.trace)
    assert (found is None) == (expected == "nothing"), "\n".join(understanding.trace)
    assert not (expected == "nothing" and found), "\n".join(understanding.trace)


NEVER = [
    ("désactive l'alarme", "alarm_on"),
    ("désarme l'alarme", "alarm_on"),
    ("disarm the alarm", "alarm_on"),
    ("deactivate the alarm", "alarm_on"),
    ("turn off the alarm", "alarm_on"),
    ("n'active pas l'alarme", "alarm_on"),
    ("do not arm the alarm", "alarm_on"),
    ("unlock the front door", "lock"),
    ("déverrouille la porte d'entrée", "lock"),
    ("n'ouvre pas le portail", "gate_open gate_close"),
    ("do not open the gate", "gate_open gate_close"),
    ("ouvre le portail", "gate_close"),
    ("ferme le portail", "gate_open"),
    ("close the gate", "gate_open"),
    ("le portail est fermé", "gate_open gate_close"),
    ("ouvre les volets du salon", "shutters_close"),
    ("close the shutters of the bedroom", "shutters_open"),
    ("allume la lumière du salon", "light_off"),
    ("éteins la lumière du salon", "light_on"),
    ("n'éteins pas la lumière du salon", "light_on light_off"),
    ("turn on the heating", "heating_off"),
    ("turn off the light in the kitchen", "state=1"),
    ("turn on the light in the kitchen", "state=0"),
    ("démarre la pompe", "pump_stop"),
    ("don't stop the pump", "pump_stop"),
]


@pytest.mark.parametrize(("text", "never"), NEVER)
def test_no_slip_of_the_pen_makes_an_order_its_opposite(text: str, never: str) -> None:
    left_out = [text[:place] + text[place + 1 :] for place in range(len(text))]
    doubled = [text[:place] + text[place] + text[place:] for place in range(len(text))]
    swapped = [text[:place] + text[place + 1] + text[place] + text[place + 2 :] for place in range(len(text) - 1)]
    for slip in (text, *left_out, *doubled, *swapped):
        found = written(understand(slip, HOUSE, "bob").match)
        assert not set(found.split()) & set(never.split()), (slip, found)


VOCABULARY = sorted(HOUSE.catalogue.vocabulary)


@given(st.lists(st.sampled_from(VOCABULARY), max_size=90).map(" ".join))
@settings(max_examples=40, deadline=None)
def test_no_text_of_known_words_takes_long(text: str) -> None:
    assert seconds(text) < 1.0  # some 20 ms; a machine may be busy


@given(st.one_of(st.text(max_size=600), st.lists(st.text("abeilmnorstu", min_size=4, max_size=9)).map(" ".join)))
@settings(max_examples=40, deadline=None)
def test_no_text_whatever_takes_long(text: str) -> None:
    assert seconds(text) < 1.0


def seconds(text: str) -> float:
    started = time.process_time()
    understand(text, HOUSE, "alice")
    return time.process_time() - started


def test_every_sentence_is_understood_by_its_own_example() -> None:
    for interaction in HOUSE.by_name.values():
        for sentence in interaction.sentences:
            found = understand(sentence.example.replace("...", "a few words"), HOUSE, "bob").match
            assert found is not None, sentence
            assert (found.interaction.name, found.stage) == (interaction.name, Stage.EXACT), sentence
            assert found.language == sentence.language


def test_the_table_is_as_large_as_it_should_be() -> None:
    understood, others = list(rows("understood.txt")), list(rows("not_understood.txt"))
    assert len(understood) >= 150
    assert len(others) >= 60
    assert len({text for text, _ in understood + others}) == len(understood) + len(others)
