"""Sentences as data: what people text, and what it is taken for."""

import time
from pathlib import Path

import pytest

from interactd import lists, sentences
from interactd.folding import fold
from interactd.interactions import Interactions
from interactd.matching import LONGEST_QUESTION, Match, Stage, understand
from tests.interactd.conftest import Load

SAMPLE = sentences.load(Path(__file__).parents[2] / "etc" / "interactions.toml")


def match(text: str, interactions: Interactions, user: str | None) -> Match | None:
    """What `text` asks for word by word."""
    found = understand(text, interactions, user).match
    return found if found is not None and found.stage is Stage.EXACT else None


UNDERSTOOD = [
    # English
    ("What is the temperature of the room ?", "temperature", {"room": "living"}),
    ("what is the temperature of the room", "temperature", {"room": "living"}),
    ("WHAT IS THE TEMPERATURE OF THE ROOM?!", "temperature", {"room": "living"}),
    ("What's the temperature in the living room?", "temperature", {"room": "living"}),
    ("What’s the temperature in the lounge", "temperature", {"room": "living"}),
    ("temperature kitchen", "temperature", {"room": "kitchen"}),
    ("Temperature of bedroom", "temperature", {"room": "bedroom"}),
    ("tell me the temperature outside.", "temperature", {"room": "garden"}),
    ("how warm is it in the garden", "temperature", {"room": "garden"}),
    ("How cold is it outside?", "temperature", {"room": "garden"}),
    ("  what   is\nthe temperature\tof the bedroom  ", "temperature", {"room": "bedroom"}),
    ("what is the temperature of the living-room", "temperature", {"room": "living"}),
    ("what is the humidity in the bedroom?", "humidity", {"room": "bedroom"}),
    ("Is the front door open?", "door", {"door": "front"}),
    ("is the garage door closed", "door", {"door": "garage"}),
    ("is the garage shut ?", "door", {"door": "garage"}),
    ("how long have you been running?", "uptime", {}),
    ("What is the state of the alarm?", "alarm", {}),
    ("status of the alarm", "alarm", {}),
    ("Hello!", "hello", {}),
    ("good morning there", "hello", {}),
    ("…hi…", "hello", {}),
    # French
    ("Quelle est la température du salon ?", "temperature", {"room": "living"}),
    ("quelle est la temperature du salon?", "temperature", {"room": "living"}),
    ("QUELLE EST LA TEMPÉRATURE DE LA CHAMBRE", "temperature", {"room": "bedroom"}),
    ("Quelle est la tempe\u0301rature dans la cuisine\u00a0?", "temperature", {"room": "kitchen"}),
    ("température de la pièce", "temperature", {"room": "living"}),
    ("Température chambre", "temperature", {"room": "bedroom"}),
    ("donne-moi la température du jardin", "temperature", {"room": "garden"}),
    ("quelle est la température à l’extérieur ?", "temperature", {"room": "garden"}),
    ("quelle est la température à l'exterieur", "temperature", {"room": "garden"}),
    ("Combien fait-il dehors ?", "temperature", {"room": "garden"}),
    ("combien fait-il dans le salon ?", "temperature", {"room": "living"}),
    ("L’humidité de la cuisine ?", "humidity", {"room": "kitchen"}),
    ("quelle est l'humidité du salon", "humidity", {"room": "living"}),
    ("La porte d’entrée est-elle fermée ?", "porte", {"door": "front"}),
    ("Est-ce que le garage est ouvert ?", "porte", {"door": "garage"}),
    ("la porte du garage est fermée ?", "porte", {"door": "garage"}),
    ("Depuis combien de temps tournes-tu ?", "uptime", {}),
    ("État de l’alarme", "alarm", {}),
    ("quel est l'état de l'alarme ?", "alarm", {}),
    ("Bonsoir", "bonjour", {}),
    ("SALUT !!!", "bonjour", {}),
]

NOT_UNDERSTOOD = [
    "",
    "?",
    "   ",
    "\u202e\u200f",
    "👍",
    "temperature",
    "the temperature of the",
    "what is the temperature of the cellar",
    "what is the temperature of the bedrooms",
    "what is the temperature of thebedroom",
    "what is the temperature of the room room",
    "what is the temperature of the room and more",
    "please what is the temperature of the room",
    "température du sal on",
    "quelle est la température du grenier",
    "active l'alarme",
    "désactive l'alarme",
    "turn off the alarm",
    "state of the alarms",
    "hell",
    "hello hello",
    "is the front open",
    "is the door open",
    # hostile
    "what is the temperature of the ../../etc/passwd",
    "what is the temperature of the /etc/passwd",
    "what is the temperature of the {list}",
    "is the {door} (open|closed|shut)",
    "(room|bedroom)",
    "{{ 7 * 7 }}",
    "what is the temperature of the {{ value }}",
    "what is the temperature of the $(reboot)",
    "what is the temperature of the `id`",
    "what is the temperature of the room; reboot",
    "what is the temperature of the room && true",
    "what is the temperature of the room | cat",
    "what is the temperature of the moor\u202e room",
    "what is the temperature of the room\0bedroom",
    "%s%n",
    "' OR 1=1 --",
    "a" * 5000,
    "what is the temperature of the " + "room " * 1000,
]


@pytest.mark.parametrize(("text", "name", "slots"), UNDERSTOOD)
def test_is_understood(text: str, name: str, slots: dict[str, str]) -> None:
    found = match(text, SAMPLE, "alice")
    assert found is not None
    assert (found.interaction.name, found.slots, found.allowed) == (name, slots, True)


@pytest.mark.parametrize(
    "text", ["what is the temperature of [the] {room}", "what is the temperature of the <{{ bedroom|room }}>"]
)
def test_the_syntax_of_templates_is_mere_punctuation_in_a_text(text: str) -> None:
    found = match(text, SAMPLE, None)
    assert (found and found.slots) == ({"room": "living"} if "bedroom" not in text else None)


@pytest.mark.parametrize("text", NOT_UNDERSTOOD)
def test_is_not_understood(text: str) -> None:
    assert match(text, SAMPLE, "alice") is None


@pytest.mark.parametrize("user", [None, "bob", "ALICE", ""])
def test_what_names_other_users_is_found_but_not_allowed(user: str | None) -> None:
    found = match("état de l'alarme", SAMPLE, user)
    assert found is not None
    assert (found.interaction.name, found.allowed) == ("alarm", False)


def test_an_interaction_one_may_run_comes_before_one_that_fits_better(load: Load) -> None:
    interactions = load(
        '[lists]\nroom = ["office"]\n'
        '[[interaction]]\nname = "hers"\nsentences = ["warm in office"]\nreply = "a"\nusers = ["alice"]\n'
        '[[interaction]]\nname = "everybody"\nsentences = ["warm in {room}"]\nreply = "b"\n'
    )
    assert found_name(interactions, "alice") == "hers"
    assert found_name(interactions, "bob") == "everybody"


def found_name(interactions: Interactions, user: str) -> str | None:
    found = match("Warm in office?", interactions, user)
    return found.interaction.name if found and found.allowed else None


def test_the_sentence_is_the_one_written(load: Load) -> None:
    interactions = load('[[interaction]]\nname = "a"\nsentences = ["Déjà  [là] ?", "x"]\nreply = "b"\n')
    found = match("deja la", interactions, None)
    assert found is not None
    assert found.sentence == "Déjà  [là] ?"


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("set the lamp to 35 %", {"level": "35"}),
        ("set the lamp to 0", {"level": "0"}),
        ("set the lamp to 36", None),
        ("set the lamp to 105", None),
        ("set the lamp to -5", None),
        ("set the lamp to 35.5", None),
        ("set the lamp to " + "9" * 400, None),
        ("heat to 21 degrees", {"degrees": "21"}),
        ("heat to -4", {"degrees": "-4"}),
        ("heat to 31", None),
        ("now mix in any order", {}),
        ("mix in any order now", {}),
    ],
)
def test_numbers_count_within_their_range_and_steps(load: Load, text: str, slots: dict[str, str] | None) -> None:
    interactions = load(
        "[lists]\nlevels = { from = -5, to = 30 }\n"
        '[[interaction]]\nname = "a"\nreply = "b"\n'
        'sentences = ["set the lamp to {0..100,5:level}", "heat to {levels:degrees} [degrees]", '
        '"(now;mix in any order)"]\n'
    )
    found = match(text, interactions, None)
    assert (found and found.slots) == slots


HELLO = '[[interaction]]\nname = "a"\nsentences = ["hello"]\nreply = "b"\n'


def test_a_question_is_looked_at_up_to_its_limit(load: Load) -> None:
    interactions = load(HELLO)
    assert match("hello" + " " * 1000, interactions, None) is not None
    assert match(" " * LONGEST_QUESTION + "hello", interactions, None) is None


@pytest.mark.parametrize("gap", ["." * LONGEST_QUESTION, "\u200b" * 470, "\ufdfa" * 30, " " * 500])
def test_of_a_text_that_is_too_long_the_beginning_is_not_taken_for_the_whole(load: Load, gap: str) -> None:
    interactions = load(HELLO)
    found = understand("hello" + gap + " is what I do not mean", interactions, None)
    assert (found.match, found.closest) == (None, None)
    assert match("hello" + gap + " is what I do not mean", interactions, None) is None


def test_blanks_and_signs_behind_the_words_make_no_text_too_long(load: Load) -> None:
    interactions = load(HELLO)
    assert match("hello" + " !" * LONGEST_QUESTION, interactions, None) is not None


@pytest.mark.parametrize(
    ("text", "name", "values"),
    [
        ("and in the Bedroom ?", "room", ("bedroom",)),
        ("et à la cuisine, et dans la chambre", "piece", ("kitchen", "bedroom")),
        ("the living room", "room", ("living",)),
        ("bedrooms", "room", ()),
        ("", "room", ()),
    ],
)
def test_the_values_of_a_list_are_found_as_whole_words_anywhere_in_a_text(
    text: str, name: str, values: tuple[str, ...]
) -> None:
    assert tuple(value for _, _, value in lists.values_in(fold(text), SAMPLE.lists[name])) == values


def test_an_exact_match_says_so() -> None:
    found = understand("What is the temperature of the room ?", SAMPLE, None).match
    assert found is not None
    assert (found.interaction.name, found.stage, found.score) == ("temperature", Stage.EXACT, 100.0)


def test_what_would_take_too_long_is_given_up_and_says_so(load: Load) -> None:
    interactions = load(
        "[lists]\nany = { wildcard = true }\n"
        + "\n".join(
            f'[[interaction]]\nname = "{number}"\nsentences = ["set {{any}} to {{any:b}} (a|b|c)"]\nreply = "b"'
            for number in range(400)
        )
    )
    started = time.process_time()
    understanding = understand("set a to " * 50 + "b", interactions, None)
    assert understanding.match is None
    assert "exact: too much to compare" in understanding.trace
    assert time.process_time() - started < 2.0  # some 50 ms; a machine may be busy
    assert found_name_of("set x to y a", interactions) == "0"


def found_name_of(text: str, interactions: Interactions) -> str | None:
    found = match(text, interactions, None)
    return found and found.interaction.name


@pytest.mark.parametrize("text", ["door front", "garge", "alarme"])
def test_two_words_must_be_nearer_than_three_and_one_word_exact(text: str) -> None:
    assert understand(text, SAMPLE, "alice").match is None
