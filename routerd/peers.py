"""Daemons that said hello: which connection is whose, and whether its main loop still answers.

Every peer is pinged each `PING_INTERVAL_S`; one that has not answered within `PONG_WITHIN_S` counts as not answering
until it says anything again. A connection that ZeroMQ no longer knows is gone; what is known of the daemon by that
name stays, for `status`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from routerd.exchange import Link
from smsbus.messages import Capabilities

PING_INTERVAL_S = 5.0
PONG_WITHIN_S = 5.0


@dataclass(slots=True, kw_only=True)
class Peer:
    """A daemon by name; `connected` until its connection is found gone, `answering` until a ping stays unanswered."""

    link: Link
    id: bytes
    name: str
    boot: str
    pid: int
    seen_at: float
    ping_at: float
    capabilities: Capabilities | None = None  # of a modem
    pinged_at: float | None = None
    connected: bool = True
    answering: bool = True

    @property
    def usable(self) -> bool:
        """Whether to hand it anything."""
        return self.connected and self.answering


class Peers:
    """All daemons seen since start."""

    def __init__(self) -> None:
        self._by_name: dict[tuple[Link, str], Peer] = {}
        self._by_id: dict[tuple[Link, bytes], Peer] = {}
        self._nonce = 0

    def hello(self, peer: Peer) -> Peer | None:
        """Remembers `peer`; returns the one of that name that it replaces."""
        replaced = self._by_name.get((peer.link, peer.name))
        if replaced is not None:
            self._by_id.pop((replaced.link, replaced.id), None)
        other = self._by_id.get((peer.link, peer.id))
        if other is not None:
            other.connected = False  # the same connection now says it is somebody else
        self._by_name[peer.link, peer.name] = peer
        self._by_id[peer.link, peer.id] = peer
        return replaced

    def seen(self, link: Link, peer_id: bytes, now: float) -> Peer | None:
        """The peer of that connection, None when it has not said hello. All its messages come from its main loop."""
        peer = self._by_id.get((link, peer_id))
        if peer is not None:
            peer.seen_at = now
            peer.pinged_at = None
            peer.answering = True
        return peer

    def named(self, link: Link, name: str) -> Peer | None:
        """The daemon of that name."""
        return self._by_name.get((link, name))

    def usable(self, link: Link) -> list[Peer]:
        """Connected and answering daemons of the link."""
        return [peer for peer in self.all(link) if peer.usable]

    def all(self, link: Link) -> Iterator[Peer]:
        """Daemons of the link seen since start, by name."""
        return (self._by_name[key] for key in sorted(self._by_name) if key[0] is link)

    def gone(self, link: Link, peer_id: bytes) -> Peer | None:
        """Forgets a connection; the peer it was."""
        peer = self._by_id.pop((link, peer_id), None)
        if peer is not None:
            peer.connected = False
        return peer

    def silent(self, now: float) -> list[Peer]:
        """Marks and returns those whose answer to a ping is overdue."""
        found = [
            peer
            for peer in self._by_id.values()
            if peer.answering and peer.pinged_at is not None and peer.pinged_at + PONG_WITHIN_S <= now
        ]
        for peer in found:
            peer.answering = False
        return found

    def to_ping(self, now: float, link: Link | None = None) -> list[tuple[Peer, int]]:
        """Those to ping now, each with a nonce; with `link` all of that link, due or not."""
        found = [peer for peer in self._by_id.values() if (peer.ping_at <= now if link is None else peer.link is link)]
        return [(peer, self._pinged(peer, now)) for peer in found]

    def not_pinged(self, now: float) -> list[tuple[Peer, int]]:
        """Those whose ping of this moment did not go out, to be pinged after all."""
        return [(peer, self._pinged(peer, now)) for peer in self._by_id.values() if peer.pinged_at == now]

    def clock_set(self, now: float) -> None:
        """Starts over with the times that the wall clock's jump made meaningless."""
        for peer in self._by_id.values():
            peer.pinged_at = None
            peer.ping_at = now

    def deadline(self) -> float | None:
        """When to ping next, or to give up waiting for an answer."""
        times = [peer.ping_at for peer in self._by_id.values()]
        times += [
            peer.pinged_at + PONG_WITHIN_S
            for peer in self._by_id.values()
            if peer.answering and peer.pinged_at is not None
        ]
        return min(times, default=None)

    def _pinged(self, peer: Peer, now: float) -> int:
        self._nonce += 1
        peer.ping_at = now + PING_INTERVAL_S
        if peer.pinged_at is None:
            peer.pinged_at = now  # the oldest unanswered one counts
        return self._nonce
