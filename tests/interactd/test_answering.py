"""Answers: words, pages and what is remembered, as routerd gets them."""

from datetime import UTC

import msgspec
import pytest

from interactd import answering, memory
from interactd.decisions import Answering, Run, Say
from interactd.events import Ground
from interactd.execution import Chosen, Failure, Outcome
from interactd.interactions import Interactions
from interactd.memory import Memory
from smsbus.config import InteractionsSettings
from smsbus.questions import AnswerOutcome, Question
from tests.interactd.conftest import Load
from tests.interactd.talking import NOON

FILE = """\
[lists]
room = ["kitchen"]

[[interaction]]
name = "value"
sentences = "temperature of the {room}"
value = { text = "1" }

[[interaction]]
name = "action"
sentences = "b"
action = { command = ["/bin/b"] }
reply = "b"
"""
QUESTION = Question(question="q1", text="?", contact="Alice", user="alice", equipment=None, received_at=0)


@pytest.fixture
def interactions(load: Load) -> Interactions:
    return load(FILE)


def ground(interactions: Interactions, **settings: object) -> Ground:
    values = InteractionsSettings(**settings)  # type: ignore[arg-type]
    return Ground(interactions=interactions, settings=values, language="en", zone=UTC)


def run(interactions: Interactions, *names: str) -> Run:
    chosen = tuple(
        Chosen(interaction=interactions.by_name[name], slots={"room": "kitchen"}, language="en") for name in names
    )
    return Run(chosen=chosen, purpose=Answering(), memory=Memory(), trace=("exact",))


FAILED = Outcome(failure=Failure(reason="no such file", language="en"))


def test_several_outcomes_are_lines_of_one_answer(interactions: Interactions) -> None:
    both = run(interactions, "value", "value")
    outcomes = (Outcome(text="21"), FAILED)
    answer = answering.finished(QUESTION, both, outcomes, ground(interactions), NOON)
    assert (answer.outcome, answer.text) == (AnswerOutcome.ANSWERED, "21\nSorry, I cannot tell that right now.")
    assert answer.reason == "no such file"


def test_when_all_failed_the_answer_is_unavailable(interactions: Interactions) -> None:
    answer = answering.finished(QUESTION, run(interactions, "value"), (FAILED,), ground(interactions), NOON)
    assert answer.outcome is AnswerOutcome.UNAVAILABLE
    assert answer.memory is None


@pytest.mark.parametrize(
    ("acting", "uncertain", "text"),
    [
        (True, False, "Sorry, that did not work."),
        (True, True, "It is not known whether that was done; please check."),
        (False, True, "Sorry, I cannot tell that right now."),
    ],
)
def test_a_failure_is_told_in_plain_words(interactions: Interactions, acting: bool, uncertain: bool, text: str) -> None:
    failed = Outcome(failure=Failure(reason="x", language="en", acting=acting, uncertain=uncertain))
    answer = answering.finished(QUESTION, run(interactions, "action"), (failed,), ground(interactions), NOON)
    assert answer.text == text


@pytest.mark.parametrize(
    ("acting", "text"),
    [
        (True, "Only a part of that was done; please check."),
        (False, "That was done, and I cannot tell more about it."),
    ],
)
def test_what_was_done_before_something_failed_is_not_kept_from_the_sender(
    interactions: Interactions, acting: bool, text: str
) -> None:
    failed = Outcome(failure=Failure(reason="x", language="en", acting=acting, done=True))
    own = ground(interactions, unavailable_text="Ask the farmer.")
    assert answering.finished(QUESTION, run(interactions, "action"), (failed,), own, NOON).text == text


def test_the_operators_own_words_come_first(interactions: Interactions) -> None:
    own = ground(interactions, unavailable_text="Ask the farmer.")
    assert answering.finished(QUESTION, run(interactions, "value"), (FAILED,), own, NOON).text == "Ask the farmer."


def test_what_was_answered_is_remembered_for_a_follow_up(interactions: Interactions) -> None:
    answer = answering.finished(QUESTION, run(interactions, "value"), (Outcome(text="21"),), ground(interactions), NOON)
    previous = memory.load(answer.memory or "").previous
    assert previous is not None
    assert (previous.interaction, previous.slots, previous.at) == ("value", {"room": "kitchen"}, NOON)


def test_a_long_answer_leaves_its_other_pages_in_memory(interactions: Interactions) -> None:
    say = Say(text="word " * 100, language="fr")
    answer = answering.said(QUESTION, say, ground(interactions, page_parts=1), NOON)
    more = memory.load(answer.memory or "").more
    assert answer.text is not None
    assert answer.text.endswith("(SUITE)")
    assert more is not None
    assert len(more.pages) >= 2


def test_a_refusal_says_that_nothing_was_done(interactions: Interactions) -> None:
    say = answering.refusal(run(interactions, "action"), ground(interactions), "too many questions at once")
    assert (say.text, say.outcome) == ("Sorry, that did not work.", AnswerOutcome.UNAVAILABLE)


def test_a_taking_forgets_what_the_run_used_up(interactions: Interactions) -> None:
    used = msgspec.structs.replace(QUESTION, memory="something")
    assert answering.take(used, run(interactions, "action")).memory == ""
    assert answering.take(QUESTION, run(interactions, "action")).memory is None
    assert answering.take(QUESTION, run(interactions, "action")).acts
