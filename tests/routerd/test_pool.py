"""Which modem."""

from __future__ import annotations

import pytest

from routerd.exchange import Link
from routerd.peers import Peer
from routerd.pool import Modem, able, longest_message
from smsbus.messages import ModemCondition
from tests.routerd.house import modem_state


def peer(name: str, *, connected: bool = True, answering: bool = True) -> Peer:
    return Peer(
        link=Link.MODEMS,
        id=name.encode(),
        name=name,
        boot="b",
        pid=1,
        seen_at=0,
        ping_at=0,
        connected=connected,
        answering=answering,
    )


def modem(name: str, state: ModemCondition = ModemCondition.READY, handed_at: float = 0) -> Modem:
    return Modem(name=name, state=modem_state(name, state), handed_at=handed_at)


def test_the_modem_that_has_rested_longest_comes_first() -> None:
    modems = {"a": modem("a", handed_at=5), "b": modem("b", handed_at=3)}
    assert [found.name for found in able([peer("a"), peer("b")], modems)] == ["b", "a"]


def test_modems_that_are_not_ready_not_connected_deaf_or_yet_silent_get_nothing() -> None:
    modems = {"a": modem("a", ModemCondition.REGISTERING), "b": modem("b"), "c": modem("c"), "d": Modem(name="d")}
    peers = [peer("a"), peer("b", connected=False), peer("c", answering=False), peer("d"), peer("e")]
    assert able(peers, modems) == []


@pytest.mark.parametrize(("limits", "most"), [([], 0), ([0, 0], 0), ([0, 160], 160), ([300, 160], 160)])
def test_a_text_for_any_modem_is_cut_so_that_each_can_send_it(limits: list[int], most: int) -> None:
    assert longest_message(limits) == most
