"""Delivery reports."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from smsbus.messages import JobResult, Outcome, ReportAck, StatusReport
from tests.routerd.house import ALICE, BOB, House, status_report

LONG = "0123456789" * 20  # two parts
KEYS = itertools.count()


def report(
    house: House, reference: int = 1, recipient: str = BOB, status: int = 0, scts: int | None = None
) -> StatusReport:
    message = status_report(reference, key=f"report-{next(KEYS)}", recipient=recipient, status=status, scts=scts)
    house.modem(message)
    return message


def states(house: House) -> list[str]:
    return [message["state"] for message in house.outbox()]


def test_a_report_makes_the_message_delivered(house: House) -> None:
    house.send(delivery_report=True)
    assert house.job().delivery_report
    house.sent(house.job().job, reference=200)
    report(house, 200)
    [message] = house.outbox()
    assert message["state"] == "delivered"
    assert message["delivered_at"] is not None
    assert len(house.events("sms.delivered")) == 1


@pytest.mark.parametrize(("reference", "recipient"), [(201, BOB), (200, ALICE)])
def test_a_report_of_another_reference_or_recipient_changes_nothing(
    house: House, reference: int, recipient: str
) -> None:
    house.send(delivery_report=True)
    house.sent(house.job().job, reference=200)
    report(house, reference, recipient)
    assert states(house) == ["sent"]


def test_a_report_may_name_the_recipient_in_national_form(house: House) -> None:
    house.send(delivery_report=True)
    house.sent(house.job().job)
    report(house, recipient="0639980002")
    assert states(house) == ["delivered"]


def test_a_message_is_delivered_when_all_its_parts_are(house: House) -> None:
    house.send(text=LONG, delivery_report=True)
    for reference in (1, 2):
        house.sent(house.job().job, reference=reference)
    report(house, 2)
    assert states(house) == ["sent"]
    report(house, 1)
    assert states(house) == ["delivered"]


def test_a_report_that_comes_before_the_result_is_kept_for_it(house: House) -> None:
    house.send(delivery_report=True)
    report(house, 5)
    assert states(house) == ["in-flight"]
    house.sent(house.job().job, reference=5)
    assert states(house) == ["delivered"]


def test_an_old_report_nobody_matched_is_not_applied_to_a_later_message(house: House) -> None:
    report(house, 5)
    house.wait(3600)
    house.send(delivery_report=True)
    house.sent(house.job().job, reference=5)
    assert states(house) == ["sent"]


def test_a_report_on_its_recipient_settles_an_uncertain_part(house: House) -> None:
    house.send(delivery_report=True)
    house.modem(JobResult(modem="gsm", job=house.job().job, outcome=Outcome.UNCERTAIN))
    report(house, 77)
    assert states(house) == ["delivered"]


def test_also_one_that_came_before_the_doubt(house: House) -> None:
    house.send(delivery_report=True)
    house.wait(10)
    report(house, 77)
    house.modem(JobResult(modem="gsm", job=house.job().job, outcome=Outcome.UNCERTAIN))
    assert states(house) == ["delivered"]


def test_one_that_overtakes_its_own_result_settles_no_other_doubt(house: House) -> None:
    """The first message is lost if a report about the second counts for it."""
    house.send(BOB, delivery_report=True)
    house.modem(JobResult(modem="gsm", job=house.job().job, outcome=Outcome.UNCERTAIN))
    house.send(BOB, delivery_report=True)
    report(house, reference=5)
    assert states(house) == ["uncertain", "in-flight"]
    house.sent(house.job().job, reference=5)
    assert states(house) == ["uncertain", "delivered"]


def test_one_that_may_be_about_either_of_two_settles_neither(house: House) -> None:
    for _ in range(2):
        house.send(BOB, delivery_report=True)
        house.modem(JobResult(modem="gsm", job=house.job().job, outcome=Outcome.UNCERTAIN))
    report(house, reference=5)
    assert states(house) == ["uncertain", "uncertain"]


def test_nor_when_it_came_before_the_second_doubt(house: House) -> None:
    house.send(BOB, delivery_report=True)
    house.modem(JobResult(modem="gsm", job=house.job().job, outcome=Outcome.UNCERTAIN))
    house.send(BOB, delivery_report=True)
    report(house, reference=5)
    house.modem(JobResult(modem="gsm", job=house.job().job, outcome=Outcome.UNCERTAIN))
    assert states(house) == ["uncertain", "uncertain"]


def test_nor_when_the_first_has_been_given_up_meanwhile(tmp_path: Path) -> None:
    """It may be about that one: the second would be lost if it counted for it."""
    house = House(tmp_path, router="uncertain_retries = 0")
    house.hello()
    house.send(BOB, delivery_report=True)
    house.modem(JobResult(modem="gsm", job=house.job().job, outcome=Outcome.UNCERTAIN))
    house.send(BOB, delivery_report=True)
    report(house, reference=5)
    house.wait(121)
    house.modem(JobResult(modem="gsm", job=house.job().job, outcome=Outcome.UNCERTAIN))
    assert states(house) == ["failed", "uncertain"]


@pytest.mark.parametrize(("before_s", "state"), [(30, "delivered"), (300, "uncertain")])
def test_one_stamped_long_before_the_part_was_handed_over_is_about_an_older_copy(
    house: House, before_s: int, state: str
) -> None:
    house.send(BOB, delivery_report=True)
    house.modem(JobResult(modem="gsm", job=house.job().job, outcome=Outcome.UNCERTAIN))
    report(house, reference=5, scts=round((house.now - before_s) * 1000))
    assert states(house) == [state]


@pytest.mark.parametrize("first", [0, 64], ids=["delivered", "failed"])
def test_another_one_on_a_message_that_has_ended_settles_no_doubt(house: House, first: int) -> None:
    """A centre may report again in other octets; the reference says which message that was."""
    house.send(BOB, delivery_report=True)
    house.modem(JobResult(modem="gsm", job=house.job().job, outcome=Outcome.UNCERTAIN))
    house.send(BOB, delivery_report=True)
    house.sent(house.job().job, reference=5)
    report(house, reference=5, status=first)
    report(house, reference=5)
    assert states(house)[0] == "uncertain"


def test_a_pending_report_waits_for_the_final_one(house: House) -> None:
    house.send(delivery_report=True)
    house.sent(house.job().job)
    report(house, status=32)
    assert states(house) == ["sent"]
    report(house, status=0)
    assert states(house) == ["delivered"]


@pytest.mark.parametrize("status", [64, 70, 99])
def test_a_failure_in_the_network_fails_the_message_with_its_meaning(house: House, status: int) -> None:
    house.send(delivery_report=True)
    house.sent(house.job().job)
    report(house, status=status)
    [message] = house.outbox()
    assert message["state"] == "failed"
    assert "could not deliver" in message["reason"]


def test_the_newest_message_with_that_reference_is_meant(house: House) -> None:
    for _ in range(2):
        house.send(delivery_report=True)
        house.sent(house.job().job, reference=3)
        house.wait(60)
    report(house, 3)
    assert states(house) == ["sent", "delivered"]


def test_reports_are_acknowledged_and_a_repeated_one_is_counted(house: House) -> None:
    house.send(delivery_report=True)
    house.sent(house.job().job)
    message = report(house)
    house.modem(message)
    assert [ack.key for ack in house.seen(ReportAck)] == [message.key, message.key]
    assert len(house.events("sms.delivered")) == 1
