"""A modem that answers and does not work."""

import pytest

from modemd.session import Session, Slot
from modemd.submitting import InHand
from modemd.troubles import Troubles, problems, standing
from smsbus.messages import FailureCause, JobResult, ModemSignal, Outcome, Registration, SubmitJob

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
        ([failed(314), failed(515), failed(14, "cme")], "abc", False),  # it asks for patience
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


def heard(known: Session, raw: int, dbm: int | None) -> Session:
    known.signal = ModemSignal(modem="sim", raw=raw, dbm=dbm, percent=None)
    return known


def test_a_search_that_lasts_although_the_signal_is_good_is_a_trouble_sooner() -> None:
    troubles = Troubles()
    assert troubles.observed(heard(session(SEARCHING), 18, -77), 0.0) is None
    assert troubles.observed(heard(session(SEARCHING), 18, -77), 149.0) is None
    assert troubles.observed(heard(session(SEARCHING), 9, -95), 150.0) is None
    assert troubles.observed(heard(session(SEARCHING), 99, None), 150.0) is None
    assert "although the signal is good" in (troubles.observed(heard(session(SEARCHING), 18, -77), 150.0) or "")
    assert troubles.observed(heard(session(DENIED), 18, -77), 900.0) is None


def test_submissions_that_are_never_answered_count_as_failed() -> None:
    troubles = Troubles()
    silent = JobResult(modem="sim", job="a", outcome=Outcome.UNCERTAIN, cause=FailureCause(source="time-out"))
    assert [troubles.submitted(silent, to) is not None for to in "aba"] == [False, False, True]


def test_five_failures_in_a_row_are_a_trouble_even_to_one_number() -> None:
    troubles = Troubles()
    assert [troubles.submitted(failed(38), "a") is not None for _ in range(5)] == [False] * 4 + [True]


def test_a_restart_in_the_middle_of_sending_is_told_as_a_lack_of_power_for_a_day() -> None:
    known, troubles = session(HOME), Troubles()
    job = InHand(job=SubmitJob(job="a", recipient="36105", text="x", alphabet="gsm7"))
    assert "power" not in troubles.restarted(known, "RDY", None, 10.0)
    assert problems(known) == []
    reason = troubles.restarted(known, "RDY", job, 20.0)
    assert "in the middle of sending (RDY)" in reason
    assert "powered hub or a supply of 5 V and 2 A" in reason
    assert "powered hub" in problems(known)[0]
    troubles.observed(known, 86400.0)
    assert "powered hub" in problems(known)[0]
    troubles.observed(known, 86421.0)
    assert problems(known) == []


def test_a_modem_that_says_it_goes_down_for_its_voltage_is_believed() -> None:
    known = session(HOME)
    Troubles().restarted(known, "UNDER-VOLTAGE POWER DOWN", None, 1.0)
    assert "it says UNDER-VOLTAGE POWER DOWN" in problems(known)[0]


def test_a_port_that_goes_while_sending_or_thrice_an_hour_is_told_as_a_lack_of_power() -> None:
    known, troubles = session(HOME), Troubles()
    assert troubles.lost(known, "/dev/x was lost", None, 0.0) == "/dev/x was lost"
    assert troubles.lost(known, "/dev/x was lost", None, 60.0) == "/dev/x was lost"
    assert "gone 3 times within an hour" in troubles.lost(known, "/dev/x was lost", None, 120.0)
    assert troubles.lost(session(HOME), "/dev/x was lost", None, 7200.0) == "/dev/x was lost"
    job = InHand(job=SubmitJob(job="a", recipient="36105", text="x", alphabet="gsm7"))
    assert "in the middle of sending" in troubles.lost(known, "/dev/x was lost", job, 9000.0)
