"""Time and trouble."""

from __future__ import annotations

from pathlib import Path

import pytest

from routerd import store_events
from routerd.exchange import ClockJumped, SettingsChanged, TimePassed
from smsbus.messages import FailureCause, JobResult, Outcome, SubmitJob
from tests.routerd.house import House, settings

YEAR = 365 * 86_400.0


def jump(house: House, seconds: float) -> None:
    house.now += seconds
    house.feed(ClockJumped(seconds=seconds))


def failed(house: House) -> None:
    house.modem(JobResult(modem="gsm", job=house.job().job, outcome=Outcome.FAILED, cause=FailureCause(source="final")))


@pytest.mark.parametrize("seconds", [YEAR, -YEAR, 3600.0, -3600.0, -2.5])
def test_a_retry_waits_as_long_as_it_should_whatever_the_clock_does(house: House, seconds: float) -> None:
    house.send()
    failed(house)
    house.wait(5)
    jump(house, seconds)
    house.wait(9)
    assert len(house.seen(SubmitJob)) == 1
    house.wait(2)
    assert len(house.seen(SubmitJob)) == 2


@pytest.mark.parametrize("seconds", [YEAR, -YEAR])
def test_neither_question_nor_doubt_ends_early_or_late(house: House, seconds: float) -> None:
    house.send()
    house.modem(JobResult(modem="gsm", job=house.job().job, outcome=Outcome.UNCERTAIN))
    house.receive("On ?")
    jump(house, seconds)
    house.wait(29)
    assert len(house.outbox()) == 1
    house.wait(2)
    assert len(house.outbox()) == 2  # the apology
    house.sent(house.job().job)
    house.wait(100)
    assert len(house.seen(SubmitJob)) == 3


def test_a_clock_set_back_while_nobody_ran_keeps_no_deadline_beyond_its_rule(house: House) -> None:
    house.send()
    failed(house)
    house.restart()
    house.now -= YEAR
    house.feed(TimePassed())
    house.hello()
    house.wait(3600)
    assert len(house.seen(SubmitJob)) == 2


def test_what_a_client_wanted_not_before_a_moment_stays_there(house: House) -> None:
    house.send(not_before_at=round((house.now + 1000) * 1000))
    jump(house, 500)
    house.wait(499)
    assert house.seen(SubmitJob) == []
    house.wait(1)
    assert len(house.seen(SubmitJob)) == 1


@pytest.mark.parametrize("seconds", [YEAR, -YEAR])
def test_daemons_are_not_held_for_silent_after_a_jump(house: House, seconds: float) -> None:
    jump(house, seconds)
    house.wait(20)
    house.send()
    assert len(house.seen(SubmitJob)) == 1


def test_new_settings_hold_from_then_on(house: House, tmp_path: Path) -> None:
    house.feed(SettingsChanged(settings=settings(tmp_path, router="uncertain_wait = 5")))
    house.send()
    house.modem(JobResult(modem="gsm", job=house.job().job, outcome=Outcome.UNCERTAIN))
    house.wait(6)
    assert len(house.seen(SubmitJob)) == 2


def test_old_events_are_purged(tmp_path: Path) -> None:
    house = House(tmp_path, router="events_max_count = 5")
    for _ in range(10):
        house.send()
    house.wait(601)
    assert len(store_events.since(house.store, 0, 100)) == 5
