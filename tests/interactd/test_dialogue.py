"""The dialogue as plays: what comes in, what goes out, in which order."""

import pytest

from interactd.connectors.file import FileSource
from interactd.connectors.workers import Reading
from interactd.dialogue import (
    MAX_KEPT,
    MAX_RUNNING,
    REPEAT_S,
    Abandon,
    Asked,
    Believed,
    ClockJumped,
    Dialogue,
    Disown,
    Output,
    Read,
    Reloaded,
    Reply,
    RouterReturned,
    Take,
    TimePassed,
)
from smsbus.config import InteractionsSettings
from smsbus.messages import Answer, AnswerOutcome, Question, QuestionTaken, QuestionUnknown
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
"""

TEMPERATURE = "What is the temperature of the room ?"
SETTINGS = InteractionsSettings(timeout=10.0)


@pytest.fixture
def dialogue(load: Load) -> Dialogue:
    return Dialogue(load(FILE), SETTINGS)


def asked(text: str, question: str = "q1", *, user: str | None = None, trial: bool = False, choice: int = 0) -> Asked:
    return Asked(
        question=Question(
            question=question, text=text, contact="Alice", user=user, equipment="House", received_at=0, trial=trial
        ),
        choice=choice,
    )


def taken(question: str = "q1") -> Take:
    return Take(message=QuestionTaken(question=question))


def answer(
    outcome: str, text: str | None, interaction: str | None = None, question: str = "q1", explanation: str | None = None
) -> Answer:
    return Answer(
        question=question,
        outcome=AnswerOutcome(outcome),
        text=text,
        interaction=interaction,
        explanation=explanation,
    )


def answers(outputs: list[Output]) -> list[Answer]:
    return [output.message for output in outputs if isinstance(output, Reply)]


def test_a_question_is_taken_before_its_value_is_read_and_then_answered(dialogue: Dialogue) -> None:
    assert dialogue.handle(asked(TEMPERATURE), 100.0) == [
        taken(),
        Read(reading=1, source=FileSource(path="/run/sensors/living"), timeout_s=10.0),
    ]
    assert dialogue.deadline == 110.0
    assert dialogue.handle(Reading(reading=1, value="16.3\n"), 100.1) == [
        Reply(message=answer("answered", "16.3 °C", "temperature"))
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
    assert dialogue.handle(reading, 0.1) == [
        Reply(message=answer("unavailable", "Sorry, I cannot tell that right now.", "temperature"), reason=reason)
    ]


def test_a_reading_that_takes_too_long_is_abandoned_and_its_late_value_ignored(dialogue: Dialogue) -> None:
    dialogue.handle(asked(TEMPERATURE), 0.0)
    assert dialogue.handle(TimePassed(), 9.9) == []
    assert dialogue.handle(TimePassed(), 10.0) == [
        Abandon(reading=1),
        Reply(
            message=answer("unavailable", "Sorry, I cannot tell that right now.", "temperature"),
            reason="the source took too long",
        ),
    ]
    assert dialogue.deadline is None
    assert dialogue.handle(Reading(reading=1, value="16.3"), 11.0) == []


def test_a_value_that_cannot_be_shown_is_unavailable(dialogue: Dialogue) -> None:
    dialogue.handle(asked("level"), 0.0)
    assert answers(dialogue.handle(Reading(reading=1, value="high"), 0.0))[0].outcome is AnswerOutcome.UNAVAILABLE


def test_what_is_not_understood_is_answered_politely_or_with_silence(load: Load, dialogue: Dialogue) -> None:
    assert dialogue.handle(asked("gibberish"), 0.0) == [
        taken(),
        Reply(message=answer("not-understood", "Sorry, I did not understand."), reason="no sentence matches"),
    ]
    silent = Dialogue(load(FILE), InteractionsSettings(not_understood="silence"))
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
        assert dialogue.handle(asked(text), 2.0) == [
            Reply(message=answer("answered", "16.3 °C", "temperature"), reason="asked again")
        ]


def test_kept_answers_are_bounded(dialogue: Dialogue) -> None:
    for number in range(MAX_KEPT + 1):
        dialogue.handle(asked("hello", f"q{number}"), 0.0)
    assert dialogue.handle(asked("hello", "q1"), 0.0)[0] == Reply(
        message=answer("answered", "Hello Alice", "hello"), reason="asked again"
    )
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
    assert dialogue.handle(RouterReturned(), REPEAT_S + 2) == [
        taken("running"),
        Reply(message=answer("answered", "Hello Alice", "hello", "new"), reason="repeated"),
    ]


def test_what_never_came_is_disowned_and_what_runs_or_is_answered_is_not(dialogue: Dialogue) -> None:
    dialogue.handle(asked("hello", "answered"), 0.0)
    dialogue.handle(asked(TEMPERATURE, "running"), 0.0)
    assert dialogue.handle(Believed(questions=("answered", "lost", "running")), 1.0) == [
        Disown(message=QuestionUnknown(question="lost"))
    ]


def test_a_trial_is_explained(dialogue: Dialogue) -> None:
    dialogue.handle(asked(TEMPERATURE, trial=True), 0.0)
    explanation = 'sentence "what is the temperature of [the] {room}", slots: room=living'
    assert answers(dialogue.handle(Reading(reading=1, value="16.3"), 0.0)) == [
        answer("answered", "16.3 °C", "temperature", explanation=explanation)
    ]
    assert answers(dialogue.handle(asked("gibberish", "q2", trial=True), 0.0))[0].explanation == "no sentence matches"
    refused = answers(dialogue.handle(asked("state of the alarm", "q3", trial=True), 0.0))[0]
    assert refused.explanation == 'sentence "state of the alarm", slots: none; the contact has no user'


def test_what_is_asked_after_a_reload_is_answered_by_the_new_file(load: Load, dialogue: Dialogue) -> None:
    dialogue.handle(asked(TEMPERATURE), 0.0)
    renewed = load('[[interaction]]\nname = "new"\nsentences = ["hello"]\nreply = "new"\n')
    assert dialogue.handle(Reloaded(interactions=renewed, settings=SETTINGS), 0.0) == []
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
