"""Strangers at the doors are counted and seldom logged."""

from __future__ import annotations

from pathlib import Path

from routerd.exchange import Input, Link, Log, Refused, Strangers
from tests.routerd.house import House


def told(house: House, incoming: Input) -> list[dict[str, object]]:
    return [output.fields for output in house.feed(incoming) if isinstance(output, Log)]


def knock(address: str) -> Refused:
    return Refused(endpoint="modems", address=address, reason="this key is not on the list")


def test_a_refused_key_is_logged_once_a_minute_for_each_address_with_a_count(tmp_path: Path) -> None:
    house = House(tmp_path)
    assert told(house, knock("192.168.1.7")) == [
        {"address": "192.168.1.7", "endpoint": "modems", "reason": "this key is not on the list", "count": 1}
    ]
    assert [told(house, knock("192.168.1.7")) for _ in range(9)] == [[]] * 9
    assert len(told(house, knock("192.168.1.8"))) == 1
    house.now += 60
    (again,) = told(house, knock("192.168.1.7"))
    assert again["count"] == 12


def test_whoever_shows_no_key_at_all_is_counted_and_logged_once_a_minute(tmp_path: Path) -> None:
    house = House(tmp_path)
    (first,) = told(house, Strangers(link=Link.CLIENTS, count=3))
    assert first["count"] == 3
    assert told(house, Strangers(link=Link.CLIENTS, count=2)) == []
    house.now += 60
    (later,) = told(house, Strangers(link=Link.CLIENTS, count=1))
    assert later["count"] == 6
    assert "server_key" in str(later["reason"])


def test_a_flood_of_addresses_takes_no_memory_without_bound(tmp_path: Path) -> None:
    house = House(tmp_path)
    for number in range(2500):
        told(house, knock(f"10.0.{number // 256}.{number % 256}"))
    memory = house.router._memory
    assert len(memory.complained) <= 1000
    assert memory.stats["keys-refused.modems"] == 2500
