"""How long the house takes, as a person would measure it, from the end of a trouble until everything is through."""

import time
from collections.abc import Iterator

import pytest

from tests.acceptance.house import ALICE, House, eventually, new_house

pytestmark = pytest.mark.acceptance

BOB = "+33612345678"
MUTE_MAY_TAKE_S = 5.0
REPLUG_MAY_TAKE_S = 3.0


@pytest.fixture
def house() -> Iterator[House]:
    with new_house() as house:
        house.plug()
        house.up()
        house.ready()
        house.with_alice("--disable-interactions")
        yield house


def both_through(house: House, name: str) -> float:
    """Seconds until the text in and the text out of this name are through."""
    since = time.monotonic()
    with house.client() as client:
        eventually(
            lambda: (
                any(
                    message["text"] == f"in {name}"
                    for message in client.request("message.list", {"box": "inbox", "limit": 5})
                )
                and house.phone.texts_to(BOB).count(f"out {name}") == 1
            ),
            f"everything of {name} is through",
            60.0,
        )
    return time.monotonic() - since


def put_both_in(house: House, name: str) -> None:
    house.phone.text(f"in {name}", sender=ALICE)
    house.do("send", BOB, f"out {name}")


@pytest.mark.parametrize("mute_s", [2.0, 5.0, 31.0])
def test_a_mute_modem_is_back_within_five_seconds_of_speaking_again(house: House, mute_s: float) -> None:
    house.phone.order(op="fault", name="mute")
    house.phone.order(op="fault", name="noise", every_s=1.0)
    ends = time.monotonic() + mute_s
    put_both_in(house, "mute")
    eventually(lambda: time.monotonic() >= ends, "the modem was mute for long enough", mute_s + 5)
    house.phone.order(op="end_fault")
    took_s = both_through(house, "mute")
    assert took_s <= MUTE_MAY_TAKE_S, f"{took_s:.2f} s"


@pytest.mark.parametrize("away_s", [2.5, 11.0])
def test_an_unplugged_modem_is_back_within_three_seconds_of_being_plugged_in(house: House, away_s: float) -> None:
    house.phone.order(op="fault", name="unplug")
    ends = time.monotonic() + away_s
    eventually(lambda: house.modem_state()["state"] == "absent", "the modem is absent")
    put_both_in(house, "unplug")
    eventually(lambda: time.monotonic() >= ends, "the modem was away for long enough", away_s + 5)
    house.phone.order(op="end_fault")
    took_s = both_through(house, "unplug")
    assert took_s <= REPLUG_MAY_TAKE_S, f"{took_s:.2f} s"


def test_a_modem_that_restarts_in_the_middle_of_everything_loses_nothing() -> None:
    with new_house(modem="submit_timeout = 5\ncycle = 5") as house:
        house.plug()
        house.up()
        house.ready()
        house.with_alice("--disable-interactions")
        house.phone.order(op="set", submit_delay_s=0.3)
        for number in range(3):
            put_both_in(house, f"restart {number}")
            # It says nothing of it: time limits and the poll have to tell.
            house.phone.order(op="fault", name="restart", for_s=1.0)
            both_through(house, f"restart {number}")
