"""What an interactd says is wrong with it."""

from __future__ import annotations

from routerd.exchange import Link
from smsbus.questions import InteractdHello
from smsbus.requests import Event, StatusRequest
from tests.routerd.house import INTERACTD, House

WRONG = "interactions.toml: line 3: no such list; the old ones are used"


def says(house: House, *problems: str, boot: str = "i1", peer: bytes = INTERACTD) -> list[Event]:
    """A hello with these; the alerts that follow."""
    house.forget()
    hello = InteractdHello(name="interactd", boot=boot, pid=3, interactions=1, problems=list(problems))
    house.interactd(hello, peer)
    return house.events("alert")


def shown(house: House) -> list[str]:
    alerts = house.result(StatusRequest(id=1))["alerts"]
    return [alert["message"] for alert in alerts if "interactd" in alert["message"]]


def test_a_problem_is_one_alert_however_often_it_is_said_and_stands_in_status_until_it_is_gone(house: House) -> None:
    [alert] = says(house, WRONG)
    assert alert.data == {"message": f"interactd: {WRONG}", "subject": "interactd"}
    assert says(house, WRONG) == []
    assert says(house, WRONG, boot="i2", peer=b"new") == []
    assert shown(house) == [f"interactd: {WRONG}"]
    assert [alert.data["message"] for alert in says(house, WRONG, "second", peer=b"new")] == ["interactd: second"]
    assert says(house, peer=b"new") == []
    assert shown(house) == []
    assert len(says(house, WRONG, peer=b"new")) == 1, "it came again"


def test_of_one_that_is_gone_only_that_is_shown(house: House) -> None:
    says(house, WRONG)
    house.wait(6)
    house.lose(Link.INTERACTIONS, INTERACTD)
    assert shown(house) == ["interactd is not connected"]


def test_a_flood_of_problems_is_cut(house: House) -> None:
    assert len(says(house, *(f"{number} " + "x\n" * 2000 for number in range(100)))) == 10
    assert len(shown(house)) == 10
    assert all(len(line) <= 520 and "\n" not in line for line in shown(house))
