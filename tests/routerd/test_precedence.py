"""Who is served next when several classes wait."""

from __future__ import annotations

import pytest

from routerd.outbox import PRIORITIES
from routerd.precedence import ALERT, ANSWER, BULK, MOST_PASSED_OVER, NORMAL, choose, served

LETTERS = {ALERT: "!", ANSWER: "a", NORMAL: "n", BULK: "b"}


def turns(waiting: set[int], count: int) -> str:
    """Who is served, while all of these go on waiting."""
    passed: dict[int, int] = {}
    found = ""
    for _ in range(count):
        kind = choose(waiting, passed)
        passed = served(kind, waiting, passed)
        found += LETTERS[kind]
    return found


@pytest.mark.parametrize(
    ("waiting", "expected"),
    [
        ({BULK}, "bbbb"),
        ({NORMAL}, "nnnn"),
        ({ANSWER, NORMAL}, "aaaanaaaanaaaan"),
        ({ANSWER, BULK}, "aaaaaaaabaaaaaaaab"),
        ({NORMAL, BULK}, "nnnnnnnnbnnnnnnnnb"),
        ({ANSWER, NORMAL, BULK}, "aaaanaaabanaaaanabaaanaaaan"),
        ({ALERT, ANSWER, NORMAL, BULK}, "!!!!!!!!!!!!!!!!!!!!"),
    ],
)
def test_the_better_class_goes_first_and_nobody_is_passed_over_for_ever(waiting: set[int], expected: str) -> None:
    assert turns(waiting, len(expected)) == expected


@pytest.mark.parametrize("kind", [NORMAL, BULK])
def test_alerts_do_not_count_as_passing_over(kind: int) -> None:
    assert served(ALERT, {ALERT, kind}, {kind: 3}) == {kind: 3}


def test_one_alert_goes_before_whoever_is_impatient() -> None:
    assert choose({ALERT, NORMAL, BULK}, dict(MOST_PASSED_OVER)) == ALERT


def test_a_class_that_had_nothing_to_wait_for_begins_anew() -> None:
    assert served(ANSWER, {ANSWER}, {NORMAL: 3, BULK: 7}) == {}


def test_the_classes_are_those_of_the_outbox() -> None:
    assert [PRIORITIES[kind] for kind in (ALERT, ANSWER, NORMAL, BULK)] == ["alert", "answer", "normal", "bulk"]
