"""Do the daemons answer, how long may they be busy, and alerts that a client raises."""

from __future__ import annotations

from typing import Any

import pytest

from routerd.exchange import ClockJumped, Publish
from routerd.requests_watch import MOST_RAISED
from smsbus.errors import Code
from smsbus.requests import SendRequest, StatusRequest
from smsbus.requests_watch import AlertClearRequest, AlertRaiseRequest, DaemonsRequest
from tests.routerd.house import ALICE, House


def daemons(house: House) -> dict[str, Any]:
    return {each["name"]: each for each in house.result(DaemonsRequest(id=1))}


def alerts(house: House) -> list[tuple[str, str]]:
    return [(each["severity"], each["message"]) for each in house.result(StatusRequest(id=1))["alerts"]]


def published(house: House) -> list[dict[str, Any]]:
    return [
        output.event.data for output in house.outputs if isinstance(output, Publish) and output.event.topic == "alert"
    ]


def test_daemons_are_told_as_in_status(house: House) -> None:
    assert list(daemons(house)) == ["routerd", "modemd-gsm", "interactd"]
    assert house.result(DaemonsRequest(id=1)) == house.result(StatusRequest(id=1))["daemons"]
    house.wait(11, deaf=True)
    assert {name: each["answering"] for name, each in daemons(house).items()} == {
        "routerd": True,
        "modemd-gsm": False,
        "interactd": False,
    }


def test_a_modemd_is_busy_while_a_submission_may_still_succeed(house: House) -> None:
    assert daemons(house)["modemd-gsm"]["busy_ms"] == 0
    house.ask(SendRequest(id=1, to=ALICE, text="hello"))
    assert daemons(house)["modemd-gsm"]["busy_ms"] == 120_000
    house.wait(50, deaf=True)
    assert daemons(house)["modemd-gsm"]["busy_ms"] == 70_000
    house.wait(71, deaf=True)
    assert daemons(house)["modemd-gsm"]["busy_ms"] == 0


def test_a_clock_that_was_set_back_makes_nobody_busy_for_longer_than_the_limit(house: House) -> None:
    house.ask(SendRequest(id=1, to=ALICE, text="hello"))
    house.now -= 86_400
    house.feed(ClockJumped(seconds=-86_400.0))
    assert 0 < daemons(house)["modemd-gsm"]["busy_ms"] <= 120_000


def test_a_raised_alert_is_an_event_and_stands_in_status_until_it_is_cleared(house: House) -> None:
    raised = AlertRaiseRequest(id=1, subject="watchdog routerd", message="it fell", severity="critical")
    assert house.result(raised) == {"repeated": False}
    assert alerts(house) == [("critical", "it fell")]
    assert published(house) == [{"subject": "watchdog routerd", "message": "it fell", "severity": "critical"}]
    assert house.result(AlertClearRequest(id=1, subject="watchdog routerd")) == {"cleared": True}
    assert alerts(house) == []
    assert published(house)[1:] == [
        {"subject": "watchdog routerd", "message": "it fell", "severity": "critical", "over": True}
    ]
    assert house.result(AlertClearRequest(id=1, subject="watchdog routerd")) == {"cleared": False}


def test_the_same_alert_again_is_no_second_event_and_lasts_longer(house: House) -> None:
    request = AlertRaiseRequest(id=1, subject="s", message="m", for_s=60)
    house.result(request)
    house.wait(50)
    assert house.result(request) == {"repeated": True}
    house.wait(50)
    assert alerts(house) == [("warning", "m")]
    house.wait(20)
    assert alerts(house) == []
    assert len(published(house)) == 1
    assert house.result(request) == {"repeated": False}
    assert house.result(AlertRaiseRequest(id=1, subject="s", message="worse")) == {"repeated": False}
    assert alerts(house) == [("warning", "worse")]


def test_a_clock_that_is_set_neither_ends_an_alert_nor_makes_it_last(house: House) -> None:
    house.result(AlertRaiseRequest(id=1, subject="s", message="m", for_s=60))
    for jump in (86_400.0, -86_400.0):
        house.now += jump
        house.feed(ClockJumped(seconds=jump))
        assert alerts(house) == [("warning", "m")]
    house.wait(61)
    assert alerts(house) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"subject": ""}, "subject must have"),
        ({"subject": "x" * 65}, "subject must have"),
        ({"message": "two\nlines"}, "message must have"),
        ({"message": "x" * 301}, "message must have"),
        ({"for_s": 0}, "for_s must be"),
        ({"for_s": 86_401}, "for_s must be"),
    ],
)
def test_what_would_not_fit_a_line_or_a_day_is_refused(house: House, changes: dict[str, Any], words: str) -> None:
    error = house.ask(AlertRaiseRequest(**{"id": 1, "subject": "s", "message": "m", **changes})).error
    assert error is not None
    assert error.code == Code.INVALID
    assert words in error.message
    assert alerts(house) == []


def test_a_flood_of_alerts_is_refused_until_some_are_over(house: House) -> None:
    for index in range(MOST_RAISED):
        house.result(AlertRaiseRequest(id=1, subject=f"s{index}", message="m", for_s=60))
    assert house.error(AlertRaiseRequest(id=1, subject="one more", message="m")) == Code.REFUSED
    assert house.result(AlertRaiseRequest(id=1, subject="s0", message="worse")) == {"repeated": False}
    house.wait(61)
    assert house.result(AlertRaiseRequest(id=1, subject="one more", message="m")) == {"repeated": False}
