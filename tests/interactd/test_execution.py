"""Steps one after the other: what fails ends its interaction, and nothing is tried twice."""

import pytest

from interactd.connectors.command import CommandSource
from interactd.connectors.text import TextSource
from interactd.connectors.workers import Reading
from interactd.execution import Chosen, Execution, Failure, Outcome
from tests.interactd.conftest import Load

FILE = """\
[lists]
room = ["kitchen", "bedroom"]

[[interaction]]
name = "temperature"
sentences = ["temperature of the {room}"]
value = { text = "16.34", decimals = 1, unit = "°C" }

[[interaction]]
name = "both"
sentences = ["inside and outside"]
value = [{ text = "20", as = "inside" }, { text = "10", as = "outside" }]
reply = "{{ inside }} in, {{ outside }} out, {{ value }}"

[[interaction]]
name = "light"
sentences = ["light of the {room}"]
action = [{ command = ["/bin/light", "{room}"] }, { command = ["/bin/log", "{room}"], as = "logged" }]
value = { text = "1", map = { "1" = "on" } }
reply = "{{ result }} {{ logged }}, now {{ value }} at {{ time }}"
"""

CLOCK = {"time": "14:05", "date": "2026-11-25"}
LIGHT = CommandSource(argv=("/bin/light", "kitchen"), folder="")
LOG = CommandSource(argv=("/bin/log", "kitchen"), folder="")


def chosen(load: Load, *names: str) -> tuple[Chosen, ...]:
    interactions = load(FILE)
    return tuple(
        Chosen(interaction=interactions.by_name[name], slots={"room": "kitchen"}, language="fr") for name in names
    )


def run(execution: Execution, *values: str) -> list[object]:
    """The sources asked for, each given the next value."""
    sources: list[object] = []
    for number, value in enumerate(values):
        sources.append(execution.step(CLOCK))
        execution.ended(Reading(reading=number, value=value))
    return [*sources, execution.step(CLOCK)]


def test_a_value_is_read_and_shown_as_its_display_says(load: Load) -> None:
    execution = Execution(chosen(load, "temperature"), {}, 0)
    assert run(execution, "16.34\n") == [TextSource(text="16.34"), None]
    assert execution.outcomes == [Outcome(text="16.3 °C", value="16.34", shown="16.3")]


def test_several_values_have_their_names(load: Load) -> None:
    execution = Execution(chosen(load, "both"), {}, 0)
    run(execution, "20", "10")
    assert execution.outcomes[0].text == "20 in, 10 out, 10"


def test_actions_are_done_in_order_before_the_value_is_read(load: Load) -> None:
    execution = Execution(chosen(load, "light"), {}, 0)
    sources = run(execution, "lit", "written", "1")
    assert [getattr(source, "argv", None) for source in sources[:2]] == [LIGHT.argv, LOG.argv]
    assert sources[2:] == [TextSource(text="1"), None]
    assert execution.outcomes[0].text == "written written, now on at 14:05"


def test_an_action_that_says_nothing_is_done(load: Load) -> None:
    execution = Execution(chosen(load, "light"), {}, 0)
    run(execution, "", "", "1")
    assert execution.outcomes[0].text == ", now on at 14:05"


def test_no_action_follows_one_that_failed(load: Load) -> None:
    execution = Execution(chosen(load, "light"), {}, 0)
    execution.step(CLOCK)
    execution.ended(Reading(reading=1, failure="ended with status 1"))
    assert execution.step(CLOCK) is None
    failure = Failure(reason="ended with status 1", language="fr", acting=True)
    assert execution.outcomes == [Outcome(failure=failure)]


def test_an_action_of_which_nobody_knows_is_told_from_one_that_failed(load: Load) -> None:
    execution = Execution(chosen(load, "light"), {}, 0)
    execution.step(CLOCK)
    execution.ended(Reading(reading=1, failure="no answer came", uncertain=True))
    assert execution.outcomes == [
        Outcome(failure=Failure(reason="no answer came", language="fr", acting=True, uncertain=True))
    ]


@pytest.mark.parametrize("value", ["", " \n"])
def test_a_value_may_not_be_empty(load: Load, value: str) -> None:
    execution = Execution(chosen(load, "temperature"), {}, 0)
    run(execution, value)
    assert execution.outcomes == [Outcome(failure=Failure(reason="the source is empty", language="fr"))]


def test_a_value_that_cannot_be_shown_is_a_failure(load: Load) -> None:
    execution = Execution(chosen(load, "temperature"), {}, 0)
    run(execution, "warm")
    failure = execution.outcomes[0].failure
    assert failure is not None
    assert not failure.acting


def test_other_interactions_go_on_after_one_that_failed(load: Load) -> None:
    execution = Execution(chosen(load, "temperature", "both"), {}, 0)
    execution.step(CLOCK)
    execution.fail("took too long")
    run(execution, "20", "10")
    assert [outcome.text for outcome in execution.outcomes] == [None, "20 in, 10 out, 10"]


def test_what_one_interaction_read_is_not_seen_by_the_next(load: Load) -> None:
    execution = Execution(chosen(load, "both", "light"), {}, 0)
    run(execution, "20", "10", "a", "b", "1")
    assert execution.outcomes[1].text == "b b, now on at 14:05"


def test_a_slot_that_may_not_stand_there_is_a_failure_of_its_own(load: Load) -> None:
    (light,) = chosen(load, "light")
    hostile = Chosen(interaction=light.interaction, slots={"room": "kit\0chen"}, language="en")
    execution = Execution((hostile,), {}, 0)
    assert execution.step(CLOCK) is None
    assert execution.outcomes[0].failure is not None


def test_what_was_done_before_something_failed_is_known(load: Load) -> None:
    second = Execution(chosen(load, "light"), {}, 0)
    second.step(CLOCK)
    second.ended(Reading(reading=1, value=""))
    second.step(CLOCK)
    second.fail("ended with status 1")
    value = Execution(chosen(load, "light"), {}, 0)
    run(value, "", "", "")
    assert [one.outcomes[0].failure for one in (second, value)] == [
        Failure(reason="ended with status 1", language="fr", acting=True, done=True),
        Failure(reason="the source is empty", language="fr", done=True),
    ]
