"""What two kinds of waiting clients must not do to each other; one kind alone is in `test_orders` and `test_trials`."""

from __future__ import annotations

from routerd.exchange import FromClient, Link, Undelivered
from smsbus.requests import InteractionTestRequest, ModemCommandRequest, Reply
from tests.routerd.house import CLIENT, INTERACTD, House

ORDER = ModemCommandRequest(id="order", modem="gsm", command="AT+COPS=?")
TRIAL = InteractionTestRequest(id="trial", text="On ?", sender="Alice")


def both(house: House) -> None:
    for request in (ORDER, TRIAL):
        house.feed(FromClient(peer=CLIENT, request=request))
    assert house.seen(Reply) == []


def test_an_interactd_that_ends_leaves_alone_what_a_modemd_owes(house: House) -> None:
    both(house)
    house.feed(Undelivered(link=Link.INTERACTIONS, peer=INTERACTD, message=house.question()))
    assert [reply.id for reply in house.seen(Reply)] == ["trial"]


def test_each_waits_for_as_long_as_its_own_limit(house: House) -> None:
    both(house)
    house.wait(31)
    assert [reply.id for reply in house.seen(Reply)] == ["trial"]
    house.wait(170)
    assert [reply.id for reply in house.seen(Reply)] == ["trial", "order"]


def test_a_full_house_of_orders_leaves_room_for_a_trial(house: House) -> None:
    for _ in range(100):
        house.feed(FromClient(peer=CLIENT, request=ORDER))
    assert house.error(ORDER) == "refused"
    house.feed(FromClient(peer=CLIENT, request=TRIAL))
    assert house.question().trial
