"""Group commit, and a store that cannot be written."""

from __future__ import annotations

import pytest

from routerd.exchange import Commit, FromClient, FromModem, Publish, Send
from smsbus.messages import ModemHello, PartAck, Ping, Welcome, WhoAreYou
from smsbus.questions import Question
from smsbus.requests import Reply, SendRequest, StatusRequest
from tests.routerd.house import BOB, CLIENT, MODEM, House


def fill_disk(house: House) -> None:
    """No page more than there are: SQLite then says what it says on a full disk."""
    house.store.rows("VACUUM")
    pages = house.store.rows("PRAGMA page_count")[0][0]
    house.store.rows(f"PRAGMA max_page_count = {pages}")


def make_room(house: House) -> None:
    house.store.rows("PRAGMA max_page_count = 1000000")


def sending(house: House, size: int = 10_000) -> FromClient:
    request = SendRequest(id=house.id(), to=BOB, text="x" * size)
    return FromClient(peer=CLIENT, request=request)


def errors(house: House) -> list[str]:
    return [reply.error.code for reply in house.seen(Reply) if reply.error is not None]


def test_one_commit_serves_all_inputs_of_a_turn(house: House) -> None:
    outputs = house.feed(sending(house), sending(house), FromModem(peer=MODEM, message=house.part("On ?")))
    assert Commit() not in outputs
    assert [type(o.message) for o in outputs if isinstance(o, Send)].count(Reply) == 2
    house.restart()
    assert (len(house.inbox()), len(house.outbox())) == (1, 2)


def test_on_a_full_disk_a_send_is_refused_and_a_part_not_acknowledged(house: House) -> None:
    fill_disk(house)
    house.feed(sending(house), FromModem(peer=MODEM, message=house.part("x" * 10_000)))
    assert errors(house) == ["storage"]
    assert house.seen(PartAck) == []
    assert house.seen(Question) == []
    house.restart()
    assert (house.inbox(), house.outbox()) == ([], [])


def test_it_is_one_alert_however_much_fails(house: House) -> None:
    fill_disk(house)
    for _ in range(3):
        house.feed(sending(house))
    assert [o.event.topic for o in house.outputs if isinstance(o, Publish)] == ["alert"]


def test_what_only_reads_is_answered_in_the_same_turn(house: House) -> None:
    fill_disk(house)
    house.feed(FromClient(peer=CLIENT, request=StatusRequest(id="s")), sending(house))
    [status] = [reply for reply in house.seen(Reply) if reply.id == "s"]
    assert status.ok
    assert any("cannot be written" in alert["message"] for alert in house.result(StatusRequest(id=1))["alerts"])


def test_with_room_again_it_goes_on_by_itself_and_says_so(house: House) -> None:
    fill_disk(house)
    part = house.part("x" * 10_000)
    house.modem(part)
    make_room(house)
    house.wait(6)
    assert house.events("alert")[-1].data["over"]
    assert house.result(StatusRequest(id=1))["alerts"] == []
    house.modem(part)
    assert house.acknowledged() == [part.key]
    assert len(house.seen(Question)) == 1


def test_daemons_stay_pinged_and_known_meanwhile(house: House) -> None:
    fill_disk(house)
    house.store.rows("PRAGMA query_only = ON")
    house.receive("On ?")
    house.wait(30)
    assert len(house.seen(Ping)) >= 10
    assert [daemon["answering"] for daemon in house.result(StatusRequest(id=1))["daemons"]] == [True, True, True]


@pytest.mark.parametrize("restarted", [True, False])
def test_a_hello_whose_consequences_cannot_be_kept_is_not_welcomed_and_asked_for_again(
    house: House, restarted: bool
) -> None:
    house.send()
    house.forget()
    house.store.rows("PRAGMA query_only = ON")
    hello = ModemHello(modem="gsm", boot="m2" if restarted else "m1", pid=5)
    house.modem(hello, b"new")
    assert (len(house.seen(Welcome)) == 0) is restarted
    house.store.rows("PRAGMA query_only = OFF")
    house.receive("On ?")
    if restarted:
        house.modem(house.part("On ?"), b"new")
        assert len(house.seen(WhoAreYou)) >= 1


def test_nothing_is_doubled_when_a_turn_fails_and_is_tried_input_by_input(house: House) -> None:
    fill_disk(house)
    small = [sending(house, 1) for _ in range(3)]
    house.feed(*small, sending(house, 30_000))
    make_room(house)
    house.wait(6)
    replies = {reply.id: reply.ok for reply in house.seen(Reply)}
    assert len(replies) == 4
    assert len(house.outbox()) == sum(replies.values())


def test_a_store_found_corrupt_is_written_no_more_and_says_so_however_often_it_is_tried(house: House) -> None:
    house.outputs += house.turns.seal("the store is corrupt", house.now)
    house.feed(sending(house, 1), FromModem(peer=MODEM, message=house.part("On ?")))
    house.wait(30)
    assert errors(house) == ["storage"]
    assert house.seen(PartAck) == []
    assert [o.event.topic for o in house.outputs if isinstance(o, Publish)] == ["alert"]
    assert any("is corrupt" in alert["message"] for alert in house.result(StatusRequest(id=1))["alerts"])
