"""Daemons that said hello: which connection is whose, and whether its main loop still answers.

Every peer is pinged each `PING_INTERVAL_S`; one that has not answered within `PONG_WITHIN_S` counts as not answering
until it says anything again. A connection that ZeroMQ no longer knows is gone; what is known of the daemon by that
name stays, for `status`, if it ever answered a ping: something that only said hello was no daemon.

Two connections may say the same name: the process that was just killed and the next one, or a second daemon that nobody
gave a name of its own. The last to say hello counts as the daemon of that name, and when it goes, the one before does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from routerd.exchange import Link
from smsbus.messages import Capabilities

PING_INTERVAL_S = 5.0
PONG_WITHIN_S = 5.0
LOOK_AGAIN_S = 0.2
"""ZeroMQ tells of a lost connection a moment before a send to it fails."""


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
    problems: tuple[str, ...] = ()  # of an interactd
    pinged_at: float | None = None
    connected: bool = True
    answering: bool = True
    proven: bool = False  # has answered a ping

    @property
    def usable(self) -> bool:
        """Whether to hand it anything."""
        return self.connected and self.answering


class Peers:
    """All daemons seen since start; `named`, `boots` and `all` look through a handful."""

    def __init__(self) -> None:
        self._by_id: dict[tuple[Link, bytes], Peer] = {}  # in the order of their hellos
        self._gone: dict[tuple[Link, str], Peer] = {}
        self._nonce = 0

    def hello(self, peer: Peer) -> Peer | None:
        """Remembers `peer`; returns the one that was the daemon of that name."""
        before = self.named(peer.link, peer.name)
        if before is not None and before.boot == peer.boot:
            self._by_id.pop((before.link, before.id), None)  # the same process on a new connection
        other = self._by_id.pop((peer.link, peer.id), None)
        if other is not None:
            other.connected = False  # the same connection now says it is somebody else
        self._by_id[peer.link, peer.id] = peer
        self._gone.pop((peer.link, peer.name), None)
        return before

    def seen(self, link: Link, peer_id: bytes, now: float) -> Peer | None:
        """The peer of that connection, None when it has not said hello. All its messages come from its main loop."""
        peer = self._by_id.get((link, peer_id))
        if peer is not None:
            peer.seen_at = now
            peer.proven = peer.proven or peer.pinged_at is not None
            peer.pinged_at = None
            peer.answering = True
        return peer

    def named(self, link: Link, name: str) -> Peer | None:
        """The daemon of that name: the last connected one that said it, else the last one at all."""
        found = [peer for peer in self._by_id.values() if (peer.link, peer.name) == (link, name)]
        return found[-1] if found else self._gone.get((link, name))

    def boots(self, link: Link, name: str) -> set[str]:
        """The processes connected under that name."""
        return {peer.boot for peer in self._by_id.values() if (peer.link, peer.name) == (link, name)}

    def usable(self, link: Link) -> list[Peer]:
        """Connected and answering daemons of the link, by name."""
        found = [peer for peer in self._by_id.values() if peer.link is link and peer.usable]
        return sorted(found, key=lambda peer: peer.name)

    def all(self, link: Link) -> Iterator[Peer]:
        """The daemon of each name of the link, by name, whether connected or not."""
        last = {key: peer for key, peer in self._gone.items() if key[0] is link}
        last |= {(peer.link, peer.name): peer for peer in self._by_id.values() if peer.link is link}
        return (last[key] for key in sorted(last))

    def gone(self, link: Link, peer_id: bytes) -> Peer | None:
        """Forgets a connection; the peer it was."""
        peer = self._by_id.pop((link, peer_id), None)
        if peer is not None:
            peer.connected = False
            if peer.proven and not self.boots(link, peer.name):
                self._gone[link, peer.name] = peer
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

    def look_again(self, link: Link, at: float) -> None:
        """Pings all of the link once more at that moment."""
        for peer in self._by_id.values():
            if peer.link is link:
                peer.ping_at = min(peer.ping_at, at)

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
