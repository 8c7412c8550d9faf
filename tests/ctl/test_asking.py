"""An ask followed to its end."""

from __future__ import annotations

from typing import Any

import pytest

from ctl import asking
from ctl.exits import Exit, Failure
from ctl.invocation import Invocation
from tests.ctl import documents
from tests.ctl.conftest import SILENCE, FakeRouterd


def follow(settings_path: object, reply_timeout_s: float = 5.0) -> dict[str, Any]:
    wanted = asking.body("Alice", "Open the door?", ["yes", "no"], 300, key="k1")
    with Invocation(str(settings_path), {}, json=False).client() as client:
        return asking.follow(client, wanted, reply_timeout_s=reply_timeout_s)


@pytest.mark.parametrize(
    ("written", "answers"),
    [("yes,no", ["yes", "no"]), (" yes , no, ", ["yes", "no"]), ("", []), (" , ", []), ("on my way", ["on my way"])],
)
def test_answers_are_written_with_commas(written: str, answers: list[str]) -> None:
    assert asking.listed(written) == answers


def test_an_ask_without_allowed_answers_says_so_to_routerd() -> None:
    body = asking.body("Alice", "Where are you?", [], 60, key="k", modem=None)
    assert body == {"to": "Alice", "text": "Where are you?", "answers": [], "timeout_s": 60, "key": "k"}


@pytest.mark.parametrize("text", ["", "x" * (255 * 153 + 1)])
def test_impossible_questions_are_refused(text: str) -> None:
    with pytest.raises(Failure) as caught:
        asking.body("Alice", text, [], 60)
    assert caught.value.exit_code is Exit.USAGE


@pytest.mark.parametrize(
    ("state", "reason", "exit_code", "line"),
    [
        ("expired", "was not answered in time", Exit.TIME_OUT, "ask 3 of Alice is expired: was not answered in time"),
        ("failed", "the contact was removed", Exit.MESSAGE_FAILED, "ask 3 of Alice is failed: the contact was removed"),
        ("cancelled", "cancelled", Exit.MESSAGE_FAILED, "ask 3 of Alice is cancelled: cancelled"),
        (
            "asking",
            None,
            Exit.TIME_OUT,
            "ask 3 of Alice is asking, not at its end yet (it goes on: smsctl asks show 3)",
        ),
    ],
)
def test_what_is_no_answer_is_a_failure_that_says_why(
    state: str, reason: str | None, exit_code: Exit, line: str
) -> None:
    failure = asking.failure(documents.ask(state=state, reason=reason))
    assert failure is not None
    assert (failure.exit_code, str(failure)) == (exit_code, line)


def test_it_waits_for_the_end_of_this_ask_and_no_other(routerd: FakeRouterd, settings_path: object) -> None:
    def asked(request: object) -> object:
        routerd.event("ask.answered", ask=2)
        routerd.event("ask.asked", ask=3)
        routerd.event("ask.answered", ask=3)
        return documents.ask()

    shown = iter([documents.ask(state="asked"), documents.ask(state="answered", answer="yes", choice=1)])
    routerd.answers["ask"] = asked
    routerd.answers["ask.show"] = lambda request: next(shown)
    assert follow(settings_path)["answer"] == "yes"
    assert [request.kind for request in routerd.asked] == ["ask", "ask.show", "ask.show"]


def test_an_ask_known_by_its_key_that_has_its_answer_is_not_waited_for(
    routerd: FakeRouterd, settings_path: object
) -> None:
    routerd.answers["ask"] = documents.ask(state="answered", answer="no", choice=2, repeated=True)
    assert follow(settings_path)["answer"] == "no"
    assert [request.kind for request in routerd.asked] == ["ask"]


def test_an_unanswered_request_is_repeated_with_its_key(routerd: FakeRouterd, settings_path: object) -> None:
    answers = iter([SILENCE, documents.ask(state="answered", answer="yes", choice=1)])
    routerd.answers["ask"] = lambda request: next(answers)
    assert follow(settings_path, reply_timeout_s=0.2)["answer"] == "yes"
    assert [request.key for request in routerd.asked] == ["k1", "k1"]


def test_one_that_is_never_answered_tells_how_to_repeat_it(routerd: FakeRouterd, settings_path: object) -> None:
    routerd.answers["ask"] = SILENCE
    with pytest.raises(Failure) as caught:
        follow(settings_path, reply_timeout_s=0.05)
    assert caught.value.exit_code is Exit.NO_DAEMON
    assert "add --key k1" in str(caught.value)
