"""A modem that answers and does not work."""

import pytest

from modemd.session import Session, Slot
from modemd.troubles import Troubles, interrupted, problems, standing
from smsbus.messages import FailureCause, JobResult, Outcome, Registration

HOME, SEARCHING, DENIED = Registration.HOME, Registration.SEARCHING, Registration.DENIED


def session(registration: Registration) -> Session:
    return Session(modem="sim", receive="SM", registration=registration)


def failed(code: int | None, source: str = "cms") -> JobResult:
    return JobResult(modem="sim", job="a", outcome=Outcome.FAILED, cause=FailureCause(source=source, code=code))


def test_five_minutes_without_a_network_are_a_trouble() -> None:
    troubles = Troubles()
    assert troubles.observed(session(SEARCHING), 0.0) is None
    assert troubles.observed(session(SEARCHING), 299.0) is None
    assert troubles.observed(session(SEARCHING), 300.0) == "no network for five minutes"
    assert troubles.observed(session(HOME), 301.0) is None
    assert troubles.observed(session(SEARCHING), 302.0) is None


def test_a_network_that_refuses_is_not_hammered() -> None:
    troubles = Troubles()
    assert [troubles.observed(session(DENIED), at) for at in (0.0, 300.0, 9000.0)] == [None] * 3


@pytest.mark.parametrize(
    ("results", "recipients", "trouble"),
    [
        ([failed(38)] * 3, "abc", True),
        ([failed(500), failed(41), failed(None, "final")], "aba", True),
        ([failed(38)] * 3, "aaa", False),
        ([failed(38)] * 2, "ab", False),
        ([failed(1)] * 3, "abc", False),  # numbers that do not exist
        ([failed(None, "encoding")] * 3, "abc", False),
        ([failed(38), JobResult(modem="sim", job="b", outcome=Outcome.SENT), failed(38)], "abc", False),
    ],
)
def test_failures_in_a_row_to_different_numbers_are_a_trouble(
    results: list[JobResult], recipients: str, trouble: bool
) -> None:
    troubles = Troubles()
    found = [troubles.submitted(result, to) for result, to in zip(results, recipients, strict=True)]
    assert (found[-1] is not None) is trouble


def test_a_full_storage_is_said() -> None:
    known = session(HOME)
    known.filled("SM", 9, 10)
    assert standing(known) == "registered in its home network"
    known.filled("SM", 10, 10)
    assert "storage SM is full" in standing(known)


def test_slots_that_cannot_be_emptied_and_storages_that_stay_full_are_for_a_person_to_see() -> None:
    known = session(HOME)
    assert problems(known) == []
    known.stuck = tuple(Slot(storage="SM", index=index) for index in range(12))
    known.blocked = ("SM",)
    stuck, blocked = problems(known)
    assert "SM:0, SM:1, SM:2, SM:3, SM:4, SM:5, SM:6, SM:7, SM:8, SM:9, ... are on disk" in stuck
    assert blocked.startswith("storage SM is full and cannot be emptied")


def test_a_modem_that_goes_while_it_submits_most_likely_lacks_power() -> None:
    assert interrupted("the modem restarted (RDY)", submitting=False) == "the modem restarted (RDY)"
    assert "power supply is too weak" in interrupted("the modem restarted (RDY)", submitting=True)


def test_a_complaint_about_the_supply_is_for_a_person_to_see() -> None:
    known = session(HOME)
    known.supply = "UNDER-VOLTAGE WARNNING"
    assert problems(known) == [
        "the modem complains of its supply (UNDER-VOLTAGE WARNNING): give it 5 V and 2 A over a short cable"
    ]
