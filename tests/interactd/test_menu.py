"""HELP: what this contact may ask, and nothing of what they may not."""

from dataclasses import replace

import pytest

from interactd.interactions import Interaction, Interactions, Sentence
from interactd.menu import MAX_LINES, menu
from smsbus.phrases import Language
from tests.interactd.conftest import Load

FILE = """
[lists]
room = ["kitchen", "bedroom"]

[[interaction]]
name = "temperature"
sentences = ["what is the temperature of [the] {room}", "quelle est la temperature de la {room}"]
value = { file = "sensors/{room}" }

[[interaction]]
name = "alarm"
sentences = ["is the alarm on"]
value = { text = "yes" }
users = ["alice"]

[[interaction]]
name = "hello"
sentences = ["hello [there]"]
reply = "Hello!"
"""


@pytest.fixture
def interactions(load: Load) -> Interactions:
    return load(FILE)


def spoken(interactions: Interactions, name: str, *sentences: tuple[str, Language | None]) -> Interactions:
    """The same with these examples as the sentences of one interaction."""
    interaction = interactions.by_name[name]
    told = tuple(told_as(interaction, example, language) for example, language in sentences)
    interaction = replace(interaction, sentences=told)
    return replace(interactions, by_name={**interactions.by_name, name: interaction})


def told_as(interaction: Interaction, example: str, language: Language | None = None) -> Sentence:
    return replace(interaction.sentences[0], example=example, language=language)


def test_each_interaction_is_one_line_in_the_order_of_the_file(interactions: Interactions) -> None:
    assert menu(interactions, "alice", "en").splitlines() == [
        "You may ask, for example:",
        "what is the temperature of the kitchen",
        "is the alarm on",
        "hello there",
        "PLANNED: what I am to do later. CANCEL 1: do not do number 1.",
    ]


@pytest.mark.parametrize("user", [None, "bob", "", "ALICE"])
def test_nothing_is_told_of_what_this_user_may_not_ask(interactions: Interactions, user: str | None) -> None:
    assert "alarm" not in menu(interactions, user, "en")


def test_a_sentence_in_the_language_is_preferred_then_one_of_no_language(interactions: Interactions) -> None:
    both = spoken(interactions, "temperature", ("how warm is it", "en"), ("quelle température fait-il", "fr"))
    assert "\nquelle température fait-il\n" in menu(both, None, "fr")
    assert "\nhow warm is it\n" in menu(both, None, "en")
    neither = spoken(interactions, "temperature", ("how warm is it", "en"), ("temp", None))
    assert "\ntemp\n" in menu(neither, None, "fr")


def test_an_interaction_without_a_sentence_in_the_language_is_shown_in_the_one_it_has(
    interactions: Interactions,
) -> None:
    french = spoken(interactions, "temperature", ("quelle température fait-il", "fr"))
    assert "\nquelle température fait-il\n" in menu(french, None, "en")


def test_what_the_software_adds_is_in_the_language_asked_for(interactions: Interactions) -> None:
    lines = menu(interactions, None, "fr").splitlines()
    assert lines[0] == "Vous pouvez demander, par exemple :"
    assert lines[-1].startswith("PREVU : ")


def test_the_same_sentence_is_shown_once(interactions: Interactions) -> None:
    twice = spoken(interactions, "temperature", ("hello there", None))
    assert menu(twice, None, "en").count("hello there") == 1


def test_nothing_is_said_of_planning_where_there_is_nothing_to_plan(load: Load) -> None:
    only_hello = load('[[interaction]]\nname = "hello"\nsentences = ["hello"]\nreply = "Hello!"')
    assert menu(only_hello, None, "en") == "You may ask, for example:\nhello"


def test_whoever_may_ask_nothing_is_told_so(load: Load) -> None:
    closed = load('[[interaction]]\nname = "a"\nsentences = ["open"]\nreply = "x"\nusers = ["alice"]')
    assert menu(closed, None, "en") == "There is nothing that you may ask here."


def test_an_example_is_one_line_of_what_can_be_seen(interactions: Interactions) -> None:
    strange = spoken(interactions, "temperature", ("a\nb\x1b[2J \u202e{{ c }}\t d", None))
    assert "\na b[2J {{ c }} d\n" in menu(strange, None, "en")


def test_the_menu_is_bounded(interactions: Interactions) -> None:
    one = interactions.by_name["hello"]
    many = {str(number): replace(one, sentences=(told_as(one, f"hello {number}"),)) for number in range(1000)}
    assert menu(replace(interactions, by_name=many), None, "en").count("\n") == MAX_LINES
