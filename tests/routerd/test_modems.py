"""What modems say of themselves."""

from __future__ import annotations

import pytest

from routerd.exchange import Link, Undelivered
from smsbus.messages import IncomingCall, ModemCondition, ModemFacts, Ping
from smsbus.requests import ModemInfoRequest
from tests.routerd.house import MODEM, House, modem_state


def info(house: House) -> dict[str, object]:
    shown: dict[str, object] = house.result(ModemInfoRequest(id=1, modem="gsm"))
    return shown


def test_a_change_of_state_is_one_event_however_often_it_is_said(house: House) -> None:
    for _ in range(2):
        house.modem(modem_state(state=ModemCondition.RECOVERING))
    assert [event.data["state"] for event in house.events("modem.state")] == ["recovering"]


def test_facts_are_kept(house: House) -> None:
    house.modem(ModemFacts(modem="gsm", port="/dev/ttyUSB0", manufacturer="Huawei"))
    assert info(house)["facts"]["manufacturer"] == "Huawei"  # type: ignore[index]


def test_a_modem_whose_modemd_is_gone_is_absent(house: House) -> None:
    house.feed(Undelivered(link=Link.MODEMS, peer=MODEM, message=Ping(nonce=1)))
    assert (info(house)["connected"], info(house)["state"]) == (False, "absent")
    assert house.events("modem.state")[-1].data["reason"] == "its modemd is not connected"


def test_a_modem_nobody_ever_spoke_for_says_so(empty: House) -> None:
    assert info(empty)["reason"] == "no modemd has connected for modem gsm"


@pytest.mark.parametrize(("caller", "told"), [("+33639980001", "+336*****001"), (None, None)])
def test_a_call_is_told_with_the_number_masked(house: House, caller: str | None, told: str | None) -> None:
    house.modem(IncomingCall(modem="gsm", caller=caller))
    assert [event.data["caller"] for event in house.events("modem.call")] == [told]


def test_a_problem_of_a_modem_is_one_alert_until_it_is_over_and_comes_again(house: House) -> None:
    for problems in (["SM:3 is stuck"], ["SM:3 is stuck"], [], ["SM:3 is stuck"]):
        house.modem(ModemFacts(modem="gsm", port="/dev/ttyUSB0", problems=problems))
    assert [event.data for event in house.events("alert")] == [
        {"message": "modem gsm: SM:3 is stuck", "modem": "gsm"},
        {"message": "modem gsm: SM:3 is stuck", "modem": "gsm"},
    ]
