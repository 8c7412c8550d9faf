"""Which modem."""

from __future__ import annotations

import pytest

from routerd.exchange import Link
from routerd.peers import Peer
from routerd.pool import Modem, able, clock_set, deadline, longest_message, lost, watch
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


def test_since_when_a_modem_is_away_is_noted_once_and_forgotten_when_it_is_back() -> None:
    one = modem("one")
    for now, names in [(10.0, []), (20.0, []), (30.0, ["one"]), (40.0, [])]:
        watch([one], names, now)
        assert one.away_since == {10.0: 10.0, 20.0: 10.0, 30.0: None, 40.0: 40.0}[now]


@pytest.mark.parametrize(
    ("after_s", "now", "names", "next_at"),
    [(60.0, 69.0, [], 70.0), (60.0, 70.0, ["a"], 100.0), (60.0, 200.0, ["a", "b"], None), (0.0, 200.0, [], None)],
)
def test_a_modem_is_lost_after_so_long_and_that_moment_is_waited_for(
    after_s: float, now: float, names: list[str], next_at: float | None
) -> None:
    modems = [modem("a"), modem("b"), modem("c")]
    modems[0].away_since, modems[1].away_since = 10.0, 40.0
    assert lost(modems, after_s, now) == names
    assert deadline(modems, after_s, now) == next_at


def test_the_end_of_a_limit_or_of_being_left_alone_is_waited_for() -> None:
    one = modem("one")
    one.held_until, one.shunned_until = 50.0, 40.0
    assert [deadline([one], 60.0, now) for now in (0.0, 40.0, 50.0)] == [40.0, 50.0, None]


def test_a_modem_that_is_left_alone_is_able_again_then() -> None:
    one = modem("one")
    one.shunned_until = 40.0
    assert [bool(able([peer("one")], {"one": one}, now)) for now in (39.9, 40.0)] == [False, True]


def test_a_modem_is_no_longer_and_no_less_away_when_the_clock_is_set() -> None:
    one = modem("one")
    one.away_since = 10.0
    clock_set([one], 3600.0)
    assert one.away_since == 3610.0
