"""How much of a list fits one reply."""

from __future__ import annotations

from routerd.paging import ROOM_OCTETS, fitting
from smsbus.documents import AlertDocument


def alerts(count: int, octets: int) -> list[AlertDocument]:
    return [AlertDocument(severity="warning", message="x" * octets) for _ in range(count)]


def test_what_fits_comes_whole_and_the_rest_does_not() -> None:
    assert len(fitting(alerts(10, 100))) == 10
    assert len(fitting(alerts(10, ROOM_OCTETS // 4))) == 3
    assert fitting(alerts(1, ROOM_OCTETS)) == []
