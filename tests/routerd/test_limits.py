"""The loop guard."""

from __future__ import annotations

from pathlib import Path

import pytest

from smsbus.questions import Question
from smsbus.requests import ContactUnmuteRequest, PolicyExplainRequest, StatusRequest
from tests.routerd.house import ALICE, House


@pytest.fixture
def guarded(tmp_path: Path) -> House:
    house = House(tmp_path, router="answers_per_minute = 3")
    house.furnish()
    house.hello()
    house.greet()
    return house


def exchange(house: House) -> bool:
    """One text and its answer, whether there was one."""
    before = len(house.seen(Question))
    house.receive("ping")
    if len(house.seen(Question)) == before:
        return False
    house.answer(house.question().question, "pong")
    return True


def test_after_so_many_answers_in_a_minute_the_number_is_muted_with_one_alert(guarded: House) -> None:
    assert [exchange(guarded) for _ in range(6)] == [True, True, True, False, False, False]
    assert len(guarded.events("alert")) == 1
    assert len(guarded.outbox()) == 3
    assert [message["reason"] for message in guarded.inbox()][3:] == ["muted", "muted", "muted"]


def test_the_mute_outlives_a_restart_and_a_minute(guarded: House) -> None:
    for _ in range(4):
        exchange(guarded)
    guarded.restart()
    guarded.hello()
    guarded.greet(boot="i2")
    guarded.wait(3600)
    assert not exchange(guarded)


def test_a_restart_does_not_start_the_minute_anew(guarded: House) -> None:
    for _ in range(3):
        exchange(guarded)
    guarded.restart()
    guarded.hello()
    guarded.greet()
    assert not exchange(guarded)


def test_answers_spread_over_time_never_mute(guarded: House) -> None:
    for _ in range(10):
        assert exchange(guarded)
        guarded.wait(30)


def test_unmuting_ends_it_and_status_tells_meanwhile(guarded: House) -> None:
    for _ in range(4):
        exchange(guarded)
    assert [
        alert["message"] for alert in guarded.result(StatusRequest(id=1))["alerts"] if alert["about"] == "contact-muted"
    ] == ["Alice of home is muted after too many answers; when settled: smsctl contact unmute home Alice"]
    assert guarded.result(PolicyExplainRequest(id=1, number=ALICE))["reason"] == "muted"
    guarded.wait(61)
    assert guarded.result(ContactUnmuteRequest(id=1, equipment="home", name="Alice"))["muted"] is False
    assert exchange(guarded)


def test_questions_still_open_count_so_that_a_flood_is_not_acted_on(guarded: House) -> None:
    for _ in range(5):
        guarded.receive("ping")
    for _ in range(5):
        guarded.answer(guarded.question().question)
    assert len(guarded.seen(Question)) == 3
