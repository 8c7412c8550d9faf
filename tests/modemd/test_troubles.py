"""A modem that answers and does not work."""

import pytest

from modemd.session import Session
from modemd.troubles import Troubles, restart, standing
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


@pytest.mark.parametrize(
    ("said", "submitting", "weak"),
    [
        ("RDY", False, False),
        ("RDY", True, True),
        ("UNDER-VOLTAGE POWER DOWN", False, True),
        ("^SYSSTART", False, False),
    ],
)
def test_a_restart_while_sending_is_put_down_to_the_power_supply(said: str, submitting: bool, weak: bool) -> None:
    reason = restart(said, submitting=submitting)
    assert reason.startswith(said)
    assert ("powered hub" in reason) is weak


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
