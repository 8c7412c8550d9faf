"""What clients may ask, besides the directory and messages."""

from __future__ import annotations

import pytest

from routerd import store_events
from routerd.requests import FUNCTIONS
from smsbus.messages import ModemSignal
from smsbus.requests import (
    FROM_CLIENTS,
    EventsSinceRequest,
    InteractionTestRequest,
    ModemCommandRequest,
    ModemInfoRequest,
    ModemListRequest,
    ModemUssdRequest,
    PingRequest,
    PolicyExplainRequest,
    StatsRequest,
    ValueGetRequest,
)
from tests.routerd.house import ALICE, STRANGER, House


def test_every_kind_of_request_has_its_function() -> None:
    forwarded = {InteractionTestRequest, ModemCommandRequest, ModemUssdRequest}  # to a daemon, which answers later
    assert {*FUNCTIONS, *forwarded} == set(FROM_CLIENTS.values())


def test_a_ping_tells_who_answers(house: House) -> None:
    assert house.result(PingRequest(id=1)) == {"service": "routerd", "pid": 1}


def test_the_reply_repeats_the_id(house: House) -> None:
    assert house.ask(PingRequest(id="a b")).id == "a b"


def test_stats_count(house: House) -> None:
    part = house.part("On ?")
    house.modem(part)
    house.modem(part)
    assert house.result(StatsRequest(id=1))["repeated-parts"] == 1


@pytest.mark.parametrize(
    ("number", "explained"),
    [
        (ALICE, ("accepted", "known", "home", "Alice", True)),
        ("06 39 98 00 01", ("accepted", "known", "home", "Alice", True)),
        (STRANGER, ("refused", "unknown", None, None, False)),
        ("36105", ("refused", "unknown", None, None, False)),
        ("Bank", ("refused", "unknown", None, None, False)),
    ],
)
def test_the_policy_explains_itself(house: House, number: str, explained: tuple[object, ...]) -> None:
    result = house.result(PolicyExplainRequest(id=1, number=number))
    assert tuple(result[name] for name in ("decision", "reason", "equipment", "contact", "asks")) == explained


def test_a_value_that_was_never_set_is_null(house: House) -> None:
    got = house.result(ValueGetRequest(id=1, equipment="home", name="signal"))
    assert got == {"equipment": "home", "name": "signal", "value": None, "at": None}
    assert house.error(ValueGetRequest(id=1, equipment="home", name="colour")) == "not-found"


def test_modems_are_those_of_the_settings_and_those_connected(house: House) -> None:
    house.hello("stick", peer=b"2")
    house.modem(ModemSignal(modem="gsm", raw=20, dbm=-73, percent=64))
    listed = house.result(ModemListRequest(id=1))
    assert [(modem["name"], modem["connected"], modem["state"]) for modem in listed] == [
        ("gsm", True, "ready"),
        ("stick", True, "ready"),
    ]
    assert house.result(ModemInfoRequest(id=1, modem="gsm"))["signal"]["percent"] == 64
    assert house.error(ModemInfoRequest(id=1, modem="none")) == "not-found"


def test_events_missed_can_be_asked_for(house: House) -> None:
    last = house.result(EventsSinceRequest(id=1, seq=-1))["last"]
    house.receive("On ?")
    missed = house.result(EventsSinceRequest(id=1, seq=last))
    assert [event["topic"] for event in missed["events"]] == [event.topic for event in house.events()]
    assert [event["seq"] for event in missed["events"]] == list(range(last + 1, missed["last"] + 1))
    assert not missed["lost"]
    assert len(house.result(EventsSinceRequest(id=1, seq=0, limit=2))["events"]) == 2


def test_a_client_that_was_away_pages_through_all_that_is_kept_and_is_told_once_what_is_not(house: House) -> None:
    for _ in range(100):
        house.receive("On ?", STRANGER)
    last = house.result(EventsSinceRequest(id=1, seq=-1))["last"]
    store_events.purge(house.store, before_at=0, keep=70)
    house.store.commit()
    seq, seen, lost = 3, [], []
    while seq < last:
        page = house.result(EventsSinceRequest(id=1, seq=seq, limit=9))
        seen += [event["seq"] for event in page["events"]]
        lost.append(page["lost"])
        seq = seen[-1]
    assert seen == list(range(last - 69, last + 1))
    assert lost == [True] + [False] * 7


def test_a_client_is_told_when_it_has_lost_some(house: House) -> None:
    house.receive("On ?")
    house.store.execute("DELETE FROM event WHERE seq <= 3")
    house.store.commit()
    assert house.result(EventsSinceRequest(id=1, seq=1))["lost"]
    assert not house.result(EventsSinceRequest(id=1, seq=3))["lost"]


def test_a_number_ahead_of_the_newest_is_one_of_another_store(house: House) -> None:
    assert house.result(EventsSinceRequest(id=1, seq=10_000))["lost"]


def test_sequence_numbers_go_on_after_everything_was_purged_and_a_restart(house: House) -> None:
    last = house.result(EventsSinceRequest(id=1, seq=-1))["last"]
    house.store.execute("DELETE FROM event")
    house.store.commit()
    house.restart()
    assert house.result(EventsSinceRequest(id=1, seq=-1))["last"] == last
    assert not house.result(EventsSinceRequest(id=1, seq=last))["lost"]
    house.receive("On ?", STRANGER)
    house.hello()
    assert house.events()[-1].seq > last
