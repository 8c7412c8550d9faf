"""SIM, network, storages: the same whether routerd told or the modem was asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ctl.facts import Facts, Fill
from ctl.findings.modems import bars
from smsbus.sim_trouble import SimTrouble
from tests.ctl.healthy import MODEM, commands, down, keys, only, well


@pytest.fixture(params=["up", "down"])
def told(request: pytest.FixtureRequest) -> Any:
    """Facts with the modem changed, from routerd or by asking the modem."""

    def facts(**changes: Any) -> Facts:
        if request.param == "up":
            return well(modems=(replace(MODEM, **changes),))
        return down(modems=(replace(MODEM, **{"state": "answers", **changes}),))

    return facts


@pytest.mark.parametrize(
    ("trouble", "key"),
    [
        ("absent", "sim-absent"),
        ("failed", "sim-failed"),
        ("rejected", "sim-rejected"),
        ("pin-needed", "pin-needed"),
        ("pin-unusable", "pin-unusable"),
        ("pin-refused", "pin-refused"),
        ("pin-last", "pin-last"),
        ("puk-needed", "puk-needed"),
        ("locked", "sim-locked"),
        (None, "sim-locked"),
        ("of a later version", "sim-locked"),
    ],
)
def test_each_trouble_with_the_sim_has_its_own_finding_and_remedy(told: Any, trouble: str | None, key: str) -> None:
    finding = only(told(state="sim-locked", sim_trouble=trouble, reason="said by modemd"), key)
    assert finding.what == "said by modemd"
    assert finding.remedy


def test_no_trouble_with_a_sim_that_modemd_tells_is_without_a_finding_of_its_own() -> None:
    for trouble in SimTrouble:
        facts = well(modems=(replace(MODEM, state="sim-locked", sim_trouble=trouble.value),))
        assert (keys(facts) == ["sim-locked"]) is (trouble is SimTrouble.LOCKED)


def test_a_pin_that_is_needed_is_put_into_a_file_that_only_its_user_may_read(told: Any) -> None:
    finding = only(told(state="sim-locked", sim_trouble="pin-needed"), "pin-needed")
    assert commands(finding)[0] == "install -m 600 /dev/null /home/pi/house/main.pin && nano /home/pi/house/main.pin"


def test_a_sim_that_waits_for_a_pin_that_modemd_will_enter_is_well() -> None:
    assert keys(down(modems=(replace(MODEM, state="waits"),))) == ["supervisord-down"]


@pytest.mark.parametrize("registration", ["not-searching", "searching", "unknown"])
def test_a_modem_that_is_not_registered_is_told(told: Any, registration: str) -> None:
    assert only(told(registration=registration), "not-registered").remedy


@pytest.mark.parametrize("registration", ["denied", "emergency-only"])
def test_a_network_that_refuses_the_card_is_told(told: Any, registration: str) -> None:
    assert only(told(registration=registration), "registration-denied").remedy


@pytest.mark.parametrize("registration", ["home", "roaming", None])
def test_a_modem_that_is_registered_or_does_not_say_is_well(told: Any, registration: str | None) -> None:
    assert not {"not-registered", "registration-denied"} & {*keys(told(registration=registration))}


@pytest.mark.parametrize(("dbm", "weak"), [(-113, True), (-103, True), (-101, False), (-71, False), (None, False)])
def test_a_weak_signal_is_told_in_dbm_and_bars(told: Any, dbm: int | None, weak: bool) -> None:
    facts = told(dbm=dbm)
    assert ("signal-weak" in keys(facts)) is weak
    if dbm == -103:
        assert only(facts, "signal-weak").what == "the signal is -103 dBm, 1 of 5 bars"


@pytest.mark.parametrize(("dbm", "shown"), [(-113, 0), (-107, 0), (-105, 1), (-95, 2), (-85, 3), (-75, 4), (-51, 5)])
def test_bars_are_those_that_a_phone_would_show(dbm: int, shown: int) -> None:
    assert bars(dbm) == shown


@pytest.mark.parametrize(("smsc", "missing"), [("", True), (None, False), ("+33639980099", False)])
def test_a_missing_message_centre_is_told_and_one_that_is_unknown_is_not(
    told: Any, smsc: str | None, missing: bool
) -> None:
    facts = told(smsc=smsc)
    assert ("smsc-missing" in keys(facts)) is missing
    if missing:
        finding = only(facts, "smsc-missing")
        assert "+CMS ERROR 330" in finding.what
        assert "smsctl explain cms 330" in commands(finding)


@pytest.mark.parametrize(
    ("used", "total", "found"),
    [(30, 30, ["storage-full"]), (28, 30, ["storage-nearly-full"]), (26, 30, []), (0, 0, [])],
)
def test_a_storage_that_is_full_or_nearly_is_told(told: Any, used: int, total: int, found: list[str]) -> None:
    facts = told(storages=(Fill(name="SM", used=used, total=total),))
    assert [key for key in keys(facts) if key.startswith("storage")] == found
    if found == ["storage-full"]:
        assert only(facts, "storage-full").what == "the SIM holds 30 of 30 messages"


def test_of_a_modem_that_does_not_answer_signal_and_storages_are_old_news() -> None:
    facts = well(modems=(replace(MODEM, state="recovering", dbm=-113, smsc="", registration="denied"),))
    assert keys(facts) == ["port-silent"]
