"""The status document."""

from __future__ import annotations

import pytest

from routerd.exchange import Link
from smsbus.messages import ModemCondition, ModemFacts, ModemHello, ModemState, Storage
from smsbus.questions import InteractdHello
from smsbus.requests import ContactAddRequest, StatusRequest
from smsbus.sim_trouble import SimTrouble
from tests.routerd.house import INTERACTD, MODEM, House, modem_state


def alerts(house: House) -> list[str]:
    return [alert["message"] for alert in house.result(StatusRequest(id=1))["alerts"]]


def test_all_is_well(house: House) -> None:
    status = house.result(StatusRequest(id=1))
    assert status["alerts"] == []
    assert status["config"] == str(house.settings.path)
    assert [(daemon["name"], daemon["answering"]) for daemon in status["daemons"]] == [
        ("routerd", True),
        ("modemd-gsm", True),
        ("interactd", True),
    ]
    assert [equipment["name"] for equipment in status["equipments"]] == ["home"]


def test_daemons_that_never_connected_are_missed(empty: House) -> None:
    assert alerts(empty) == [
        "no modemd has connected for modem gsm",
        "no interactd has connected: questions are not answered",
    ]


def test_daemons_that_do_not_answer_are_told(house: House) -> None:
    house.wait(11, deaf=True)
    assert alerts(house) == ["modemd of modem gsm does not answer", "interactd does not answer"]


@pytest.mark.parametrize(
    ("link", "peer", "message"),
    [
        (Link.MODEMS, MODEM, "modemd of modem gsm is not connected"),
        (Link.INTERACTIONS, INTERACTD, "interactd is not connected"),
    ],
)
def test_daemons_that_are_gone_are_told(house: House, link: Link, peer: bytes, message: str) -> None:
    house.wait(0)  # it answers its first ping
    house.lose(link, peer)
    assert alerts(house) == [message]


@pytest.mark.parametrize("link", [Link.MODEMS, Link.INTERACTIONS])
def test_something_that_only_said_hello_and_went_leaves_no_alert(house: House, link: Link) -> None:
    before = alerts(house)
    if link is Link.MODEMS:
        house.modem(ModemHello(modem="nobody", boot="b", pid=1), b"stranger")
    else:
        house.interactd(InteractdHello(name="nobody", boot="b", pid=1, interactions=0), b"stranger")
    house.lose(link, b"stranger")
    assert alerts(house) == before
    assert "nobody" not in str(house.result(StatusRequest(id=1)))


@pytest.mark.parametrize(
    ("state", "severity"), [(ModemCondition.REGISTERING, "warning"), (ModemCondition.SIM_LOCKED, "critical")]
)
def test_a_modem_that_is_not_ready_is_told_with_its_reason(house: House, state: ModemCondition, severity: str) -> None:
    house.modem(modem_state(state=state))
    [alert] = house.result(StatusRequest(id=1))["alerts"]
    assert alert["severity"] == severity
    assert alert["message"] == f"modem gsm is {state.value}: registered"
    assert alert["about"] == "modem-state"


def test_why_a_sim_cannot_be_used_is_told_in_a_word_as_well(house: House) -> None:
    house.modem(
        ModemState(
            modem="gsm",
            state=ModemCondition.SIM_LOCKED,
            reason="the SIM asks for its PUK",
            since_at=0,
            sim_trouble=SimTrouble.PUK_NEEDED,
        )
    )
    [modem] = house.result(StatusRequest(id=1))["modems"]
    assert modem["sim_trouble"] == "puk-needed"


def test_with_very_many_contacts_status_still_fits_a_message(house: House) -> None:
    for index in range(1000):
        house.ask(ContactAddRequest(id=1, equipment="home", name=f"Contact {index}", numbers=f"+3363998{1000 + index}"))
    status = house.result(StatusRequest(id=1))
    assert status["equipments"][0]["contacts"] == []


def test_a_problem_of_a_modem_is_shown_until_it_is_over(house: House) -> None:
    house.modem(ModemFacts(modem="gsm", port="/dev/ttyUSB0", problems=["SM:3 is stuck"]))
    assert alerts(house) == ["modem gsm: SM:3 is stuck"]
    house.modem(ModemFacts(modem="gsm", port="/dev/ttyUSB0"))
    assert alerts(house) == []


def test_a_ready_modem_with_a_full_storage_is_no_good_health(house: House) -> None:
    full = [Storage(name="SM", used=10, total=10), Storage(name="ME", used=0, total=0)]
    house.modem(ModemFacts(modem="gsm", port="/dev/ttyUSB0", storages=full))
    assert alerts(house) == ["modem gsm: storage SM is full: nothing comes in until it is emptied"]
    house.modem(ModemFacts(modem="gsm", port="/dev/ttyUSB0", storages=[Storage(name="SM", used=9, total=10)]))
    assert alerts(house) == []
