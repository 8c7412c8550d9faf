"""The dialogue as plays: what comes in, what goes out, in which order."""

from datetime import UTC

import pytest

from interactd.connectors.file import FileSource
from interactd.connectors.workers import Reading
from interactd.dialogue import MAX_KEPT, MAX_RUNNING, REPEAT_S, Dialogue
from interactd.events import (
    Abandon,
    Acknowledged,
    Asked,
    Believed,
    ClockJumped,
    Disown,
    Ground,
    Output,
    Read,
    Reloaded,
    Reply,
    RouterReturned,
    Take,
    TimePassed,
)
from interactd.interactions import Interactions
from smsbus.config import InteractionsSettings
from smsbus.questions import Answer, Question, QuestionTaken, QuestionUnknown
from tests.interactd.conftest import Load

FILE = """\
[lists]
room = [ { in = "(room|lounge)", out = "living" }, { in = "bedroom", out = "bed" } ]

[[interaction]]
name = "temperature"
sentences = ["what is the temperature of [the] {room}"]
value = { file = "/run/sensors/{room}" }
reply = "{{ value }} °C"

[[interaction]]
name = "alarm"
sentences = ["state of the alarm"]
value = { text = "1", map = { "0" = "off", "1" = "on" } }
reply = "{{ value }}, {{ user }}"
users = ["alice"]

[[interaction]]
name = "hello"
sentences = ["hello [{room}]"]
reply = ["Hello {{ contact }} {{ room }}", "Bonjour {{ contact }}"]

[[interaction]]
name = "level"
sentences = ["level"]
value = { text = "high", decimals = 1 }

[[interaction]]
name = "fire"
sentences = ["light the fire"]
action = { command = ["/bin/fire"] }
reply = "It burns."

[[interaction]]
name = "water"
sentences = ["boil the water"]
value = { text = "100" }
wait = 5
"""

TEMPERATURE = "What is the temperature of the room ?"
SETTINGS = InteractionsSettings(timeout=10.0)


@pytest.fixture
def dialogue(load: Load) -> Dialogue:
    return Dialogue(ground(load(FILE)))


def ground(interactions: Interactions, settings: InteractionsSettings = SETTINGS) -> Ground:
    return Ground(interactions=interactions, settings=settings, language="en", zone=UTC)


def asked(text: str, question: str = "q1", *, user: str | None = None, trial: bool = False, choice: int = 0) -> Asked:
    return Asked(
        question=Question(
            question=question, text=text, contact="Alice", user=user, equipment="House", received_at=0, trial=trial
        ),
        choice=choice,
        code="4821",
    )


def taken(question: str = "q1") -> Take:
    return Take(message=QuestionTaken(question=question))


Said = tuple[str, str, str | None, str | None]
"""Of an answer: question, outcome, text, interaction. What is remembered is seen in test_deciding."""


def answer(outcome: str, text: str | None, interaction: str | None = None, question: str = "q1") -> Said:
    return question, outcome, text, interaction


def said(message: Answer) -> Said:
    return message.question, message.outcome.value, message.text, message.interaction


def answers(outputs: list[Output]) -> list[Said]:
    return [said(output.message) for output in outputs if isinstance(output, Reply)]


def reasons(outputs: list[Output]) -> list[str | None]:
    return [output.message.reason for output in outputs if isinstance(output, Reply)]


def test_a_question_is_taken_before_its_value_is_read_and_then_answered(dialogue: Dialogue) -> None:
    assert dialogue.handle(asked(TEMPERATURE), 100.0) == [
        taken(),
        Read(reading=1, source=FileSource(path="/run/sensors/living"), timeout_s=10.0),
    ]
    assert dialogue.deadline == 110.0
    assert answers(dialogue.handle(Reading(reading=1, value="16.3\n"), 100.1)) == [
        answer("answered", "16.3 °C", "temperature")
    ]
    assert dialogue.deadline is None


def test_several_questions_are_read_at_once_and_answered_as_values_come(dialogue: Dialogue) -> None:
    dialogue.handle(asked(TEMPERATURE, "q1"), 0.0)
    dialogue.handle(asked("what is the temperature of the bedroom", "q2"), 1.0)
    assert dialogue.deadline == 10.0
    assert answers(dialogue.handle(Reading(reading=2, value="14"), 2.0)) == [
        answer("answered", "14 °C", "temperature", "q2")
    ]
    assert answers(dialogue.handle(Reading(reading=1, value="16"), 3.0)) == [
        answer("answered", "16 °C", "temperature", "q1")
    ]


@pytest.mark.parametrize(
    ("reading", "reason"),
    [
        (Reading(reading=1, failure="/run/sensors/living: No such file"), "/run/sensors/living: No such file"),
        (Reading(reading=1, value=""), "the source is empty"),
        (Reading(reading=1, value=" \n"), "the source is empty"),
    ],
)
def test_a_source_that_gives_nothing_is_an_answer_too(dialogue: Dialogue, reading: Reading, reason: str) -> None:
    dialogue.handle(asked(TEMPERATURE), 0.0)
    outputs = dialogue.handle(reading, 0.1)
    assert answers(outputs) == [answer("unavailable", "Sorry, I cannot tell that right now.", "temperature")]
    assert reasons(outputs) == [reason]


def test_a_reading_that_takes_too_long_is_abandoned_and_its_late_value_ignored(dialogue: Dialogue) -> None:
    dialogue.handle(asked(TEMPERATURE), 0.0)
    assert dialogue.handle(TimePassed(), 9.9) == []
    outputs = dialogue.handle(TimePassed(), 10.0)
    assert outputs[0] == Abandon(reading=1)
    assert answers(outputs) == [answer("unavailable", "Sorry, I cannot tell that right now.", "temperature")]
    assert reasons(outputs) == ["the source took too long"]
    assert dialogue.deadline is None
    assert dialogue.handle(Reading(reading=1, value="16.3"), 11.0) == []


def test_a_value_that_cannot_be_shown_is_unavailable(dialogue: Dialogue) -> None:
    dialogue.handle(asked("level"), 0.0)
    assert answers(dialogue.handle(Reading(reading=1, value="high"), 0.0))[0][1] == "unavailable"


def test_what_is_not_understood_is_answered_politely_or_with_silence(load: Load, dialogue: Dialogue) -> None:
    outputs = dialogue.handle(asked("gibberish"), 0.0)
    assert outputs[0] == taken()
    assert answers(outputs) == [
        answer("not-understood", "Sorry, I did not understand. Text HELP to see what you may ask.")
    ]
    assert reasons(outputs) == ["no sentence matches"]
    silent = Dialogue(ground(load(FILE), InteractionsSettings(not_understood="silence")))
    assert answers(silent.handle(asked("gibberish"), 0.0)) == [answer("not-understood", None)]


@pytest.mark.parametrize("user", [None, "bob"])
def test_a_user_who_may_not_is_told_so_and_nothing_is_read(dialogue: Dialogue, user: str | None) -> None:
    outputs = dialogue.handle(asked("state of the alarm", user=user), 0.0)
    assert outputs[0] == taken()
    assert answers(outputs) == [answer("refused", "Sorry, you may not ask that.", "alarm")]
    assert len(outputs) == 2


def test_a_user_who_may_is_answered(dialogue: Dialogue) -> None:
    dialogue.handle(asked("state of the alarm", user="alice"), 0.0)
    assert answers(dialogue.handle(Reading(reading=1, value="1"), 0.0)) == [answer("answered", "on, alice", "alarm")]


@pytest.mark.parametrize(
    ("text", "choice", "reply"),
    [
        ("hello", 0, "Hello Alice"),
        ("hello", 1, "Bonjour Alice"),
        ("hello", 2, "Hello Alice"),
        ("hello bedroom", 0, "Hello Alice bed"),
    ],
)
def test_one_of_several_replies_is_chosen_by_the_input(dialogue: Dialogue, text: str, choice: int, reply: str) -> None:
    assert answers(dialogue.handle(asked(text, choice=choice), 0.0)) == [answer("answered", reply, "hello")]


def test_a_question_that_is_running_is_not_run_twice(dialogue: Dialogue) -> None:
    dialogue.handle(asked(TEMPERATURE), 0.0)
    assert dialogue.handle(asked(TEMPERATURE), 1.0) == [taken()]
    assert len(answers(dialogue.handle(Reading(reading=1, value="16.3"), 2.0))) == 1


def test_a_question_that_is_answered_gets_the_kept_answer_whatever_it_says_now(dialogue: Dialogue) -> None:
    dialogue.handle(asked(TEMPERATURE), 0.0)
    dialogue.handle(Reading(reading=1, value="16.3"), 1.0)
    for text in (TEMPERATURE, "hello"):
        outputs = dialogue.handle(asked(text), 2.0)
        assert answers(outputs) == [answer("answered", "16.3 °C", "temperature")]
        assert [output.repeated for output in outputs if isinstance(output, Reply)] == [True]


def test_kept_answers_are_bounded(dialogue: Dialogue) -> None:
    for number in range(MAX_KEPT + 1):
        dialogue.handle(asked("hello", f"q{number}"), 0.0)
    assert answers(dialogue.handle(asked("hello", "q1"), 0.0)) == [answer("answered", "Hello Alice", "hello")]
    assert dialogue.handle(asked("hello", "q0"), 0.0)[0] == taken("q0")


def test_running_questions_are_bounded(dialogue: Dialogue) -> None:
    for number in range(MAX_RUNNING):
        dialogue.handle(asked(TEMPERATURE, f"q{number}"), 0.0)
    assert answers(dialogue.handle(asked(TEMPERATURE, "more"), 0.0)) == [
        answer("unavailable", "Sorry, I cannot tell that right now.", "temperature", "more")
    ]


def test_a_router_that_came_back_hears_again_what_it_may_have_missed(dialogue: Dialogue) -> None:
    dialogue.handle(asked("hello", "old"), 0.0)
    dialogue.handle(asked("hello", "trial", trial=True), REPEAT_S + 1)
    dialogue.handle(asked("hello", "new"), REPEAT_S + 1)
    dialogue.handle(asked(TEMPERATURE, "running"), REPEAT_S + 1)
    outputs = dialogue.handle(RouterReturned(), REPEAT_S + 2)
    assert outputs[0] == taken("running")
    assert answers(outputs) == [answer("answered", "Hello Alice", "hello", "new")]


def test_what_never_came_is_disowned_and_what_runs_or_is_answered_is_not(dialogue: Dialogue) -> None:
    dialogue.handle(asked("hello", "answered"), 0.0)
    dialogue.handle(asked(TEMPERATURE, "running"), 0.0)
    assert dialogue.handle(Believed(questions=("answered", "lost", "running")), 1.0) == [
        Disown(message=QuestionUnknown(question="lost"))
    ]


def explanation(outputs: list[Output]) -> str | None:
    return next(output.message.explanation for output in outputs if isinstance(output, Reply))


def test_a_trial_is_explained(dialogue: Dialogue) -> None:
    dialogue.handle(asked(TEMPERATURE, trial=True), 0.0)
    outputs = dialogue.handle(Reading(reading=1, value="16.3"), 0.0)
    assert answers(outputs) == [answer("answered", "16.3 °C", "temperature")]
    assert "what is the temperature of [the] {room}" in (explanation(outputs) or "")
    assert "no sentence matches" in (explanation(dialogue.handle(asked("gibberish", "q2", trial=True), 0.0)) or "")
    refused = dialogue.handle(asked("state of the alarm", "q3", trial=True), 0.0)
    assert (explanation(refused) or "").endswith("the contact has no user")


def test_a_trial_leaves_nothing_behind_and_does_nothing(dialogue: Dialogue) -> None:
    outputs = dialogue.handle(asked("light the fire", trial=True), 0.0)
    assert outputs[0] == taken()
    assert answers(outputs) == [answer("answered", None, "fire")]
    assert (explanation(outputs) or "").endswith("an action: a trial does not do it")
    planned = dialogue.handle(asked("light the fire at 17:30", "q2", trial=True), 0.0)
    assert [(one.message.plans, one.message.memory) for one in planned if isinstance(one, Reply)] == [([], None)]


# --- what must not be done twice ---


def test_an_action_waits_until_routerd_has_the_taking(dialogue: Dialogue) -> None:
    assert dialogue.handle(asked("light the fire"), 0.0) == [Take(message=QuestionTaken(question="q1", acts=True))]
    (read,) = dialogue.handle(Acknowledged(question="q1"), 1.0)
    assert isinstance(read, Read)
    assert read.timeout_s == 10.0
    assert dialogue.handle(Acknowledged(question="q1"), 1.1) == []
    assert answers(dialogue.handle(Reading(reading=1, value=""), 2.0)) == [answer("answered", "It burns.", "fire")]
    assert dialogue.handle(Acknowledged(question="q1"), 2.1) == []


def test_without_an_acknowledgement_nothing_is_done_and_the_sender_is_told(dialogue: Dialogue) -> None:
    dialogue.handle(asked("light the fire"), 0.0)
    outputs = dialogue.handle(TimePassed(), 10.0)
    assert answers(outputs) == [answer("unavailable", "Sorry, that did not work.", "fire")]
    assert dialogue.handle(Acknowledged(question="q1"), 10.1) == []


def test_an_acknowledgement_that_a_frozen_process_reads_too_late_does_nothing(dialogue: Dialogue) -> None:
    dialogue.handle(asked("light the fire"), 0.0)
    outputs = dialogue.handle(Acknowledged(question="q1"), 3600.0)
    assert answers(outputs) == [answer("unavailable", "Sorry, that did not work.", "fire")]


def test_a_taking_is_announced_again_when_routerd_comes_back_or_asks_again(dialogue: Dialogue) -> None:
    take = Take(message=QuestionTaken(question="q1", acts=True))
    dialogue.handle(asked("light the fire"), 0.0)
    assert dialogue.handle(RouterReturned(), 1.0) == [take]
    assert dialogue.handle(asked("light the fire"), 1.0) == [take]


def test_an_action_that_takes_too_long_is_not_said_to_have_failed(dialogue: Dialogue) -> None:
    dialogue.handle(asked("light the fire"), 0.0)
    dialogue.handle(Acknowledged(question="q1"), 0.0)
    outputs = dialogue.handle(TimePassed(), 10.0)
    assert outputs[0] == Abandon(reading=1)
    assert answers(outputs) == [answer("unavailable", "It is not known whether that was done; please check.", "fire")]


def test_an_answer_may_wait(dialogue: Dialogue) -> None:
    dialogue.handle(asked("boil the water"), 0.0)
    assert dialogue.handle(Reading(reading=1, value="100"), 1.0) == []
    assert dialogue.deadline == 6.0
    assert dialogue.handle(TimePassed(), 5.9) == []
    assert answers(dialogue.handle(TimePassed(), 6.0)) == [answer("answered", "100", "water")]


def test_what_is_asked_after_a_reload_is_answered_by_the_new_file(load: Load, dialogue: Dialogue) -> None:
    dialogue.handle(asked(TEMPERATURE), 0.0)
    renewed = load('[[interaction]]\nname = "new"\nsentences = ["hello"]\nreply = "new"\n')
    assert dialogue.handle(Reloaded(ground=ground(renewed)), 0.0) == []
    assert answers(dialogue.handle(asked("hello", "q2"), 0.0)) == [answer("answered", "new", "new", "q2")]
    assert answers(dialogue.handle(Reading(reading=1, value="16.3"), 0.0)) == [
        answer("answered", "16.3 °C", "temperature")
    ]


@pytest.mark.parametrize("seconds", [-3600.0, 3600.0])
def test_a_clock_that_was_set_changes_no_waiting_time(dialogue: Dialogue, seconds: float) -> None:
    dialogue.handle(asked("hello", "q0"), 0.0)
    dialogue.handle(asked(TEMPERATURE), 0.0)
    dialogue.handle(ClockJumped(seconds=seconds), 1.0 + seconds)
    assert dialogue.deadline == 10.0 + seconds
    assert len(dialogue.handle(RouterReturned(), 2.0 + seconds)) == 2
