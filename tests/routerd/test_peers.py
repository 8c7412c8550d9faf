"""Who said hello, and who still answers."""

from __future__ import annotations

from routerd.exchange import Link
from routerd.peers import Peer, Peers


def peer(name: str = "gsm", peer_id: bytes = b"1", boot: str = "b", now: float = 0.0) -> Peer:
    return Peer(link=Link.MODEMS, id=peer_id, name=name, boot=boot, pid=1, seen_at=now, ping_at=now + 5)


def test_the_same_process_on_a_new_connection_replaces_the_old_one() -> None:
    peers = Peers()
    first = peer()
    peers.hello(first)
    assert peers.hello(peer(peer_id=b"2")) is first
    assert peers.seen(Link.MODEMS, b"1", 1.0) is None
    assert peers.seen(Link.MODEMS, b"2", 1.0) is peers.named(Link.MODEMS, "gsm")


def test_another_process_of_the_name_counts_until_it_goes_and_then_the_first_again() -> None:
    peers = Peers()
    first, second = peer(), peer(peer_id=b"2", boot="c")
    peers.hello(first)
    peers.hello(second)
    assert peers.named(Link.MODEMS, "gsm") is second
    assert peers.boots(Link.MODEMS, "gsm") == {"b", "c"}
    peers.gone(Link.MODEMS, b"2")
    assert peers.named(Link.MODEMS, "gsm") is first


def test_what_never_answered_a_ping_is_forgotten_when_it_goes() -> None:
    peers = Peers()
    peers.hello(peer())
    peers.gone(Link.MODEMS, b"1")
    assert peers.named(Link.MODEMS, "gsm") is None


def test_looking_again_brings_the_next_ping_forward() -> None:
    peers = Peers()
    peers.hello(peer())
    peers.look_again(Link.MODEMS, 0.2)
    assert peers.deadline() == 0.2


def test_a_connection_that_says_it_is_somebody_else_is_no_longer_who_it_was() -> None:
    peers = Peers()
    first = peer("a")
    peers.hello(first)
    peers.hello(peer("b"))
    assert not first.usable
    assert [found.name for found in peers.usable(Link.MODEMS)] == ["b"]


def test_a_peer_is_pinged_every_five_seconds() -> None:
    peers = Peers()
    peers.hello(peer())
    assert peers.deadline() == 5.0
    assert peers.to_ping(4.9) == []
    assert [found.name for found, _ in peers.to_ping(5.0)] == ["gsm"]
    peers.seen(Link.MODEMS, b"1", 5.1)
    assert peers.deadline() == 10.0


def test_one_that_does_not_answer_within_five_seconds_is_not_usable_until_it_speaks_again() -> None:
    peers = Peers()
    peers.hello(peer())
    peers.to_ping(5.0)
    assert peers.silent(9.9) == []
    assert [found.name for found in peers.silent(10.0)] == ["gsm"]
    assert peers.silent(11.0) == []
    assert peers.usable(Link.MODEMS) == []
    peers.seen(Link.MODEMS, b"1", 12.0)
    assert len(peers.usable(Link.MODEMS)) == 1


def test_pinging_again_does_not_put_off_the_verdict_on_the_first_ping() -> None:
    peers = Peers()
    peers.hello(peer())
    peers.to_ping(5.0)
    peers.to_ping(9.0, Link.MODEMS)
    assert [found.name for found in peers.silent(10.0)] == ["gsm"]


def test_a_gone_connection_is_known_by_name_only() -> None:
    peers = Peers()
    peers.hello(peer())
    peers.to_ping(5.0)
    peers.seen(Link.MODEMS, b"1", 5.1)
    gone = peers.gone(Link.MODEMS, b"1")
    assert gone is not None
    assert not gone.connected
    assert peers.named(Link.MODEMS, "gsm") is gone
    assert peers.gone(Link.MODEMS, b"1") is None
    assert peers.deadline() is None


def test_after_the_clock_was_set_everybody_is_pinged_anew() -> None:
    peers = Peers()
    peers.hello(peer(now=1000.0))
    peers.to_ping(1005.0)
    peers.clock_set(10.0)
    assert peers.deadline() == 10.0
    assert peers.silent(10.0) == []
