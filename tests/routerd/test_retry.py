"""When again, when never."""

from __future__ import annotations

import pytest

from routerd.retry import after_failure, back_off_s
from smsbus.config import RouterSettings
from smsbus.messages import FailureCause

SETTINGS = RouterSettings(retry_first=10.0, retry_longest=100.0, max_attempts=4)


def cms(code: int) -> FailureCause:
    return FailureCause(source="cms", code=code)


@pytest.mark.parametrize(("attempt", "wait_s"), [(1, 10.0), (2, 20.0), (3, 40.0), (4, 80.0), (5, 100.0), (900, 100.0)])
def test_waits_double_up_to_the_longest(attempt: int, wait_s: float) -> None:
    assert back_off_s(attempt, SETTINGS, 1.0) == wait_s


def test_chance_takes_off_at_most_a_quarter() -> None:
    assert back_off_s(1, SETTINGS, 0.0) == 7.5


@pytest.mark.parametrize("code", [1, 28])
def test_a_permanent_cause_fails_at_once_with_its_meaning(code: int) -> None:
    verdict = after_failure(cms(code), 1, SETTINGS, 0.5)
    assert verdict.wait_s is None
    assert f"CMS {code}" in verdict.reason


def test_a_cause_of_the_sim_or_the_settings_fails_at_once_and_calls_a_person() -> None:
    verdict = after_failure(cms(330), 1, SETTINGS, 0.5)  # SMSC address unknown
    assert verdict.wait_s is None
    assert verdict.alert


@pytest.mark.parametrize("cause", [cms(41), FailureCause(source="final"), FailureCause(source="time-out"), None])
def test_a_passing_cause_is_tried_again_up_to_the_limit(cause: FailureCause | None) -> None:
    assert after_failure(cause, 1, SETTINGS, 1.0).wait_s is not None
    last = after_failure(cause, 4, SETTINGS, 1.0)
    assert last.wait_s is None
    assert "after 4 attempts" in last.reason


def test_an_unlisted_code_is_tried_again_twice() -> None:
    waits = [after_failure(cms(9999), attempt, SETTINGS, 1.0).wait_s for attempt in (1, 2, 3)]
    assert [wait is None for wait in waits] == [False, False, True]


def test_a_text_that_cannot_be_encoded_fails_at_once() -> None:
    assert after_failure(FailureCause(source="encoding"), 1, SETTINGS, 0.5).wait_s is None
